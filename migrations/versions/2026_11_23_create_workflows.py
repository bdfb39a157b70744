"""Workflows: templates as they were used, executions with their steps, events, notices and history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_workflows"
down_revision: str | None = "create_news"


def upgrade() -> None:
    op.create_table(
        "templates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_templates")),
        schema="workflow",
    )
    op.create_table(
        "executions",
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("workflow_name", sa.Text(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("starter_kind", sa.Text(), nullable=False),
        sa.Column("starter_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("context", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("awaited", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"], ["workflow.templates.id"], name=op.f("fk_executions_template_id_templates")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_executions")),
        schema="workflow",
    )
    op.create_index(
        "ix_executions_awaited", "executions", ["awaited"], unique=False, schema="workflow", postgresql_using="gin"
    )
    op.create_index(op.f("ix_executions_starter_id"), "executions", ["starter_id"], unique=False, schema="workflow")
    op.create_index(op.f("ix_executions_template_id"), "executions", ["template_id"], unique=False, schema="workflow")
    op.create_index(
        "ix_executions_vault_id_created_at_id",
        "executions",
        ["vault_id", "created_at", "id"],
        unique=False,
        schema="workflow",
    )
    op.create_table(
        "history",
        sa.Column("execution_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("step_key", sa.Text(), nullable=True),
        sa.Column("actor_kind", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["execution_id"],
            ["workflow.executions.id"],
            name=op.f("fk_history_execution_id_executions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        schema="workflow",
    )
    op.create_index(op.f("ix_history_execution_id"), "history", ["execution_id"], unique=False, schema="workflow")
    op.create_table(
        "notices",
        sa.Column("execution_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["execution_id"],
            ["workflow.executions.id"],
            name=op.f("fk_notices_execution_id_executions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        schema="workflow",
    )
    op.create_index(op.f("ix_notices_execution_id"), "notices", ["execution_id"], unique=False, schema="workflow")
    op.create_table(
        "received_events",
        sa.Column("execution_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("consumed_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["execution_id"],
            ["workflow.executions.id"],
            name=op.f("fk_received_events_execution_id_executions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("execution_id", "event_id", name=op.f("pk_received_events")),
        schema="workflow",
    )
    op.create_table(
        "step_executions",
        sa.Column("execution_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("output", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("arrivals", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wake_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_legal_deadline", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["execution_id"],
            ["workflow.executions.id"],
            name=op.f("fk_step_executions_execution_id_executions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_executions")),
        sa.UniqueConstraint("execution_id", "key", name=op.f("uq_step_executions_execution_id_key")),
        schema="workflow",
    )
    op.create_index(
        "ix_step_executions_due_at",
        "step_executions",
        ["due_at"],
        unique=False,
        schema="workflow",
        postgresql_where=sa.text("status = 'waiting' and escalated_at is null"),
    )
    op.create_index(
        "ix_step_executions_wake_at",
        "step_executions",
        ["wake_at"],
        unique=False,
        schema="workflow",
        postgresql_where=sa.text("status in ('waiting', 'running')"),
    )


def downgrade() -> None:
    for table in ("step_executions", "received_events", "notices", "history", "executions", "templates"):
        op.drop_table(table, schema="workflow")
