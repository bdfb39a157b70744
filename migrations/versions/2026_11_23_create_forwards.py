"""Forwarded documents, what people said about documents, and the addresses of recipients in the activity."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_forwards"
down_revision: str | None = "create_shares"


def upgrade() -> None:
    op.add_column(
        "documents",
        sa.Column("stated_metadata", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        schema="document",
    )
    op.add_column(
        "documents", sa.Column("is_doomed", sa.Boolean(), server_default="false", nullable=False), schema="document"
    )
    op.add_column(
        "documents", sa.Column("indexed_pages", sa.Integer(), server_default="0", nullable=False), schema="document"
    )
    op.create_table(
        "forwards",
        sa.Column("sender_kind", sa.Text(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("sender_organization_id", sa.Uuid(), nullable=True),
        sa.Column("sender_account_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forwards"),
        schema="document",
    )
    op.create_index("ix_forwards_expires_at", "forwards", ["expires_at"], schema="document")
    op.create_table(
        "forward_links",
        sa.Column("forward_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _belongs_to("forward_id", "forwards"),
        _belongs_to("document_id", "documents"),
        sa.PrimaryKeyConstraint("id", name="pk_forward_links"),
        sa.UniqueConstraint("token_digest", name="uq_forward_links_token_digest"),
        schema="document",
    )
    op.create_index("ix_forward_links_forward_id", "forward_links", ["forward_id"], schema="document")
    op.create_index("ix_forward_links_document_id", "forward_links", ["document_id"], schema="document")
    _index_recipients()


def _belongs_to(column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = f"fk_forward_links_{column}_{parent}"
    return sa.ForeignKeyConstraint([column], [f"document.{parent}.id"], name=name, ondelete="CASCADE")


def _index_recipients() -> None:
    """To take an address out of the activity again."""
    op.create_index(
        "ix_activity_forwarded_to",
        "activity",
        [sa.literal_column("(metadata -> 'recipients')")],
        schema="vault",
        postgresql_using="gin",
        postgresql_where=sa.text("action = 'document.forwarded'"),
    )
    op.create_index(
        "ix_activity_downloaded_by",
        "activity",
        [sa.literal_column("(metadata ->> 'recipient')")],
        schema="vault",
        postgresql_where=sa.text("actor_kind = 'recipient'"),
    )


def downgrade() -> None:
    for index in ("ix_activity_downloaded_by", "ix_activity_forwarded_to"):
        op.drop_index(index, "activity", schema="vault")
    for table in ("forward_links", "forwards"):
        op.drop_table(table, schema="document")
    for column in ("indexed_pages", "is_doomed"):
        op.drop_column("documents", column, schema="document")
    op.drop_column("documents", "stated_metadata", schema="document")
