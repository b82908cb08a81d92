"""What a search looks in, made alike on every database."""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Write it for every revision there is."""
    # In place: SQLite lets no table be made anew that others point to.
    op.add_column("revisions", sa.Column("sought", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    said = connection.execute(sa.text("SELECT id, title, about, text FROM revisions")).all()
    for key, *words in said:
        names = connection.scalars(
            sa.text(
                "SELECT name FROM people JOIN revision_people ON person_id = people.id"
                " WHERE revision_id = :key"
            ),
            {"key": key},
        )
        connection.execute(
            sa.text("UPDATE revisions SET sought = :sought WHERE id = :key"),
            {"sought": _folded("\n".join([*words, *names])), "key": key},
        )


def downgrade() -> None:
    """Do without."""
    op.drop_column("revisions", "sought")


def _folded(text: str) -> str:
    """As it was done when this was written, whatever is done later."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
