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
    with op.batch_alter_table("revisions") as revisions:
        revisions.add_column(sa.Column("sought", sa.Text(), nullable=True))
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
    with op.batch_alter_table("revisions") as revisions:
        revisions.alter_column("sought", existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    """Do without."""
    with op.batch_alter_table("revisions") as revisions:
        revisions.drop_column("sought")


def _folded(text: str) -> str:
    """As it was done when this was written, whatever is done later."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))
