"""Tables that every schema has. They are named without a schema: the search path of a role leads to its own."""

from sqlalchemy import Column, DateTime, Integer, LargeBinary, MetaData, Table, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB

COMMON = MetaData(naming_convention={"pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s"})

outbox = Table(
    "outbox",
    COMMON,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False, comment="task: one queue; event: one message for each listener"),
    Column("name", Text, nullable=False),
    Column("queue", Text),
    Column("payload", JSONB, nullable=False),
    Column("context", JSONB, nullable=False, comment="request id and trace context"),
    Column("expires_in", Integer, comment="seconds after which a task is no longer worth running"),
    Column("available_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
)
"""What a transaction wants to send, written with the change itself. The relay deletes a row when it is sent."""

idempotency_keys = Table(
    "idempotency_keys",
    COMMON,
    Column("scope", Text, primary_key=True, comment="who sent the key"),
    Column("key", Text, primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False, comment="digest of the request it came with"),
    Column("answer", LargeBinary, nullable=False, comment="encrypted: it may hold a secret that is shown once"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now(), index=True),
)
"""First answers of the last 24 hours."""


def copy_common_tables(metadata: MetaData, schema: str) -> None:
    for table in COMMON.tables.values():
        table.to_metadata(metadata, schema=schema)
