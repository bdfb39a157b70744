"""Schemas, the walls between them, and the tables that every schema has."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_schemas"
down_revision: str | None = None

SERVICES = (
    "account",
    "vault",
    "document",
    "assistant",
    "workflow",
    "immigration",
    "organization",
    "webhook",
    "mcp",
    "audit",
)

NOTIFY = """
create function public.notify_outbox() returns trigger language plpgsql as $$
begin
    perform pg_notify('outbox', tg_table_schema);
    return null;
end
$$
"""


def upgrade() -> None:
    op.execute("revoke create on schema public from public")
    op.execute("create extension if not exists vector schema public")
    op.execute(NOTIFY)
    for service in SERVICES:
        _create_schema(service)
        _create_common_tables(service)


def _create_schema(service: str) -> None:
    role = f"immiblox_{service}"
    op.execute(f"create schema {service}")
    op.execute(f"grant usage on schema {service} to {role}, immiblox_relay")
    op.execute(f"alter default privileges in schema {service} grant select, insert, update, delete on tables to {role}")


def _create_common_tables(service: str) -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("kind", sa.Text(), nullable=False, comment="task: one queue; event: one message for each listener"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text()),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("context", postgresql.JSONB(), nullable=False, comment="request id and trace context"),
        sa.Column("expires_in", sa.Integer(), comment="seconds after which a task is no longer worth running"),
        sa.Column("available_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        schema=service,
    )
    op.create_index("ix_outbox_available_at", "outbox", ["available_at"], schema=service)
    op.execute(
        f"create trigger notify_outbox after insert on {service}.outbox "
        "for each statement execute function public.notify_outbox()"
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("scope", sa.Text(), nullable=False, comment="who sent the key"),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False, comment="digest of the request it came with"),
        sa.Column(
            "answer", sa.LargeBinary(), nullable=False, comment="encrypted: it may hold a secret that is shown once"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
        sa.PrimaryKeyConstraint("scope", "key", name="pk_idempotency_keys"),
        schema=service,
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"], schema=service)
    # FOR UPDATE asks for the right to update.
    op.execute(f"grant select, update, delete on {service}.outbox, {service}.idempotency_keys to immiblox_relay")


def downgrade() -> None:
    for service in reversed(SERVICES):
        op.execute(f"drop schema {service} cascade")
    op.execute("drop function public.notify_outbox()")
