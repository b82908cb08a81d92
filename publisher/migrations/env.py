"""Run by Alembic: the connection comes from `publisher.database`, which knows the settings."""

from alembic import context

from publisher.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a column in place
)
with context.begin_transaction():
    context.run_migrations()
