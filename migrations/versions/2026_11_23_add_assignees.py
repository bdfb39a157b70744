"""Who should do a step, when its waiting ends, and mails that are asked for again when a worker was lost."""

import sqlalchemy as sa
from alembic import op

revision: str = "add_assignees"
down_revision: str | None = "create_workflows"


def upgrade() -> None:
    op.add_column("step_executions", sa.Column("assignee", sa.Text()), schema="workflow")
    op.add_column("step_executions", sa.Column("timeout_at", sa.DateTime(timezone=True)), schema="workflow")
    op.add_column("notices", sa.Column("recipient", sa.Text()), schema="workflow")
    op.add_column(
        "notices",
        sa.Column("asked_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        schema="workflow",
    )
    op.create_index(
        "ix_notices_asked_at",
        "notices",
        ["asked_at"],
        schema="workflow",
        postgresql_where=sa.text("sent_at is null"),
    )


def downgrade() -> None:
    op.drop_index("ix_notices_asked_at", "notices", schema="workflow")
    op.drop_column("notices", "asked_at", schema="workflow")
    op.drop_column("notices", "recipient", schema="workflow")
    op.drop_column("step_executions", "timeout_at", schema="workflow")
    op.drop_column("step_executions", "assignee", schema="workflow")
