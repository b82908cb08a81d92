"""What is done in the background: whose job an event is, and which workers are alive."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let events bear the number of a job, and workers be counted."""
    with op.batch_alter_table("events") as events:
        events.add_column(sa.Column("job", sa.Integer(), nullable=True))
        events.create_unique_constraint(op.f("uq_events_job_what"), ["job", "what"])
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("beats", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )


def downgrade() -> None:
    """Forget whose job an event was."""
    op.drop_table("workers")
    with op.batch_alter_table("events") as events:
        events.drop_constraint(op.f("uq_events_job_what"), type_="unique")
        events.drop_column("job")
