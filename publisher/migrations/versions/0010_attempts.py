"""A stretch of tries begins with the first of them, and not as the clock strikes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin to count anew: what was counted is at most a quarter of an hour old."""
    op.drop_table("attempts")
    op.create_table(
        "attempts",
        sa.Column("door", sa.String(length=64), nullable=False),
        sa.Column("began", sa.DateTime(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("door", name=op.f("pk_attempts")),
    )


def downgrade() -> None:
    """Begin to count anew, by the clock."""
    op.drop_table("attempts")
    op.create_table(
        "attempts",
        sa.Column("door", sa.String(length=64), nullable=False),
        sa.Column("stretch", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("door", "stretch", name=op.f("pk_attempts")),
    )
