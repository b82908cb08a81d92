"""What the site said of itself when a form was made."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let forms be told that were made under another licence or address."""
    op.add_column("revision_files", sa.Column("terms", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Forget it: forms stay as they are until somebody makes them anew."""
    op.drop_column("revision_files", "terms")
