"""Documents that are about persons."""

import sqlalchemy as sa
from alembic import op

revision: str = "create_person_documents"
down_revision: str | None = "create_raised_steps"


def upgrade() -> None:
    op.create_table(
        "person_documents",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("filename", sa.Text(), nullable=False),
        sa.Column("processing", sa.Text(), nullable=False),
        sa.Column("document_type_code", sa.Text(), nullable=True),
        sa.Column("read", sa.LargeBinary(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("status_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["immigration.persons.id"],
            name=op.f("fk_person_documents_person_id_persons"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["status_id"],
            ["immigration.statuses.id"],
            name=op.f("fk_person_documents_status_id_statuses"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_documents")),
        sa.UniqueConstraint("person_id", "document_id", name=op.f("uq_person_documents_person_id_document_id")),
        schema="immigration",
    )
    for column in ("document_id", "vault_id", "status_id"):
        op.create_index(f"ix_person_documents_{column}", "person_documents", [column], schema="immigration")


def downgrade() -> None:
    op.drop_table("person_documents", schema="immigration")
