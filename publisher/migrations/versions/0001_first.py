"""The first tables."""

import sqlalchemy as sa
from alembic import op

from publisher.models import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=50), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"], unique=False)
    op.create_index(op.f("ix_events_slug"), "events", ["slug"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("name", name=op.f("uq_people_name")),
    )
    op.create_table(
        "site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("translation_of_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["translation_of_id"],
            ["statements.id"],
            name=op.f("fk_statements_translation_of_id_statements"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint("slug", name=op.f("uq_statements_slug")),
    )
    op.create_index(op.f("ix_statements_source"), "statements", ["source"], unique=False)
    op.create_index(op.f("ix_statements_status"), "statements", ["status"], unique=False)
    op.create_index(
        op.f("ix_statements_translation_of_id"), "statements", ["translation_of_id"], unique=False
    )
    op.create_table(
        "recordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name=op.f("fk_recordings_statement_id_statements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
    )
    op.create_index(
        op.f("ix_recordings_statement_id"), "recordings", ["statement_id"], unique=False
    )
    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("voice", sa.String(length=50), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("duration", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("sureness", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("published", Moment(), nullable=True),
        sa.Column("preview", sa.String(length=43), nullable=True),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_revisions_recording_id_recordings")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statements.id"], name=op.f("fk_revisions_statement_id_statements")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("preview", name=op.f("uq_revisions_preview")),
        sa.UniqueConstraint(
            "statement_id", "number", name=op.f("uq_revisions_statement_id_number")
        ),
    )
    op.create_index(op.f("ix_revisions_date"), "revisions", ["date"], unique=False)
    op.create_index(op.f("ix_revisions_digest"), "revisions", ["digest"], unique=False)
    op.create_table(
        "revision_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_files_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_files")),
    )
    op.create_index(op.f("ix_revision_files_digest"), "revision_files", ["digest"], unique=False)
    op.create_index(
        op.f("ix_revision_files_revision_id"), "revision_files", ["revision_id"], unique=False
    )
    op.create_table(
        "revision_people",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_revision_people_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["revision_id"], ["revisions.id"], name=op.f("fk_revision_people_revision_id_revisions")
        ),
        sa.PrimaryKeyConstraint("revision_id", "position", name=op.f("pk_revision_people")),
    )
    op.create_index(
        op.f("ix_revision_people_person_id"), "revision_people", ["person_id"], unique=False
    )
    op.bulk_insert(
        sa.table("site", sa.column("id"), sa.column("version")), [{"id": 1, "version": 1}]
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_revision_people_person_id"), table_name="revision_people")
    op.drop_table("revision_people")
    op.drop_index(op.f("ix_revision_files_revision_id"), table_name="revision_files")
    op.drop_index(op.f("ix_revision_files_digest"), table_name="revision_files")
    op.drop_table("revision_files")
    op.drop_index(op.f("ix_revisions_digest"), table_name="revisions")
    op.drop_index(op.f("ix_revisions_date"), table_name="revisions")
    op.drop_table("revisions")
    op.drop_index(op.f("ix_recordings_statement_id"), table_name="recordings")
    op.drop_table("recordings")
    op.drop_index(op.f("ix_statements_translation_of_id"), table_name="statements")
    op.drop_index(op.f("ix_statements_status"), table_name="statements")
    op.drop_index(op.f("ix_statements_source"), table_name="statements")
    op.drop_table("statements")
    op.drop_table("site")
    op.drop_table("people")
    op.drop_index(op.f("ix_events_slug"), table_name="events")
    op.drop_index(op.f("ix_events_at"), table_name="events")
    op.drop_table("events")
