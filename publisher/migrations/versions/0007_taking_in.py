"""What the studio is given: recordings in parts, and how words are said."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for uploads and sayings; let a draft name where its words were found."""
    op.add_column("drafts", sa.Column("placed", sa.String(length=64), nullable=True))
    op.create_table(
        "sayings",
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("written", sa.String(length=100), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("language", "written", name=op.f("pk_sayings")),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("here", sa.BigInteger(), nullable=False),
        sa.Column("touched", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["accounts.id"],
            name=op.f("fk_uploads_account_id_accounts"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_uploads_account_id"), "uploads", ["account_id"])
    op.create_table(
        "upload_parts",
        sa.Column("upload_id", sa.String(length=43), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["uploads.id"],
            name=op.f("fk_upload_parts_upload_id_uploads"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("upload_id", "start", name=op.f("pk_upload_parts")),
    )


def downgrade() -> None:
    """Forget what was on its way, and how words are said."""
    op.drop_table("upload_parts")
    op.drop_table("uploads")
    op.drop_table("sayings")
    op.drop_column("drafts", "placed")
