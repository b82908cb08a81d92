"""What is public is told by the clock, and the log is only ever added to."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ADD_ONLY = """
    CREATE FUNCTION only_added() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is only ever added to'; END $$
"""
ON_POSTGRESQL = """
    CREATE TRIGGER events_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION only_added()
"""
ON_SQLITE = """
    CREATE TRIGGER events_no_{change} BEFORE {change} ON events
    BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END
"""
# A withdrawal is told by its line in the log; were there none, by what it withdrew.
WITHDRAWN = """
    UPDATE statements SET
        withdrawn = COALESCE(
            (SELECT MAX(at) FROM events WHERE slug = statements.slug AND what = 'withdrawn'),
            (SELECT MAX(published) FROM revisions WHERE statement_id = statements.id)
        ),
        reason = (
            SELECT detail FROM events WHERE id = (
                SELECT MAX(id) FROM events WHERE slug = statements.slug AND what = 'withdrawn'
            )
        )
    WHERE status = 'withdrawn'
"""
STATUS = """
    UPDATE statements SET status = CASE
        WHEN NOT EXISTS (
            SELECT 1 FROM revisions
            WHERE statement_id = statements.id AND published IS NOT NULL
        ) THEN 'draft'
        WHEN withdrawn >= (
            SELECT MAX(published) FROM revisions WHERE statement_id = statements.id
        ) THEN 'withdrawn'
        ELSE 'published' END
"""


def upgrade() -> None:
    """Tell by moments what was told by a word, and close the log to changes."""
    op.add_column("statements", sa.Column("withdrawn", sa.DateTime(), nullable=True))
    op.add_column("statements", sa.Column("reason", sa.Text(), nullable=True))
    op.execute(WITHDRAWN)
    op.drop_index(op.f("ix_statements_status"), table_name="statements")
    op.drop_column("statements", "status")
    op.add_column(
        "revisions",
        sa.Column("confidential", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_index(op.f("ix_revisions_published"), "revisions", ["published"])
    if op.get_bind().dialect.name == "sqlite":
        for change in ("update", "delete"):
            op.execute(ON_SQLITE.format(change=change))
    else:
        op.execute(ADD_ONLY)
        op.execute(ON_POSTGRESQL)


def downgrade() -> None:
    """Forget embargoes: what waits for its time is a draft again, and not public at once."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("update", "delete"):
            op.execute(f"DROP TRIGGER events_no_{change}")
    else:
        op.execute("DROP TRIGGER events_only_added ON events")
        op.execute("DROP FUNCTION only_added()")
    now = datetime.now(UTC).replace(tzinfo=None)
    revisions = sa.table("revisions", sa.column("published", sa.DateTime()))
    op.execute(revisions.update().where(revisions.c.published > now).values(published=None))
    op.drop_index(op.f("ix_revisions_published"), table_name="revisions")
    op.drop_column("revisions", "confidential")
    op.add_column(
        "statements",
        sa.Column("status", sa.String(length=20), server_default="draft", nullable=False),
    )
    op.execute(STATUS)
    op.create_index(op.f("ix_statements_status"), "statements", ["status"])
    op.drop_column("statements", "reason")
    op.drop_column("statements", "withdrawn")
