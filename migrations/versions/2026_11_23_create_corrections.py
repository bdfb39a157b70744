"""Why a document has its type, and what lets later documents learn from a person's word."""

import pgvector.sqlalchemy
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_corrections"
down_revision: str | None = "create_vault_indexes"


def upgrade() -> None:
    op.add_column("documents", sa.Column("classification", postgresql.JSONB(astext_type=sa.Text())), schema="document")
    op.create_index(
        "ix_documents_chosen",
        "documents",
        ["vault_id"],
        schema="document",
        postgresql_where=sa.text("is_type_chosen"),
    )
    op.create_table(
        "fingerprints",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("embedding", pgvector.sqlalchemy.HALFVEC(384), nullable=False),
        sa.Column("sketch", sa.ARRAY(sa.Integer()), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["document.documents.id"],
            name=op.f("fk_fingerprints_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_fingerprints")),
        schema="document",
    )


def downgrade() -> None:
    op.drop_table("fingerprints", schema="document")
    op.drop_index("ix_documents_chosen", table_name="documents", schema="document")
    op.drop_column("documents", "classification", schema="document")
