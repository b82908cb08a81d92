"""What time the stages of the work take."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin to count."""
    op.create_table(
        "stage_times",
        sa.Column("stage", sa.String(length=50), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stage", "outcome", name=op.f("pk_stage_times")),
    )


def downgrade() -> None:
    """Forget the counts: nothing of a statement is in them."""
    op.drop_table("stage_times")
