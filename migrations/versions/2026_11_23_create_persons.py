"""Persons and their statuses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_persons"
down_revision: str | None = "add_assignees"


def upgrade() -> None:
    op.create_table(
        "persons",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("middle_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("nationalities", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("country_of_birth", sa.Text(), nullable=True),
        sa.Column("employer", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("numbers", sa.LargeBinary(), nullable=True),
        sa.Column("number_digests", postgresql.ARRAY(sa.LargeBinary()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_timestamps(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("owner_id", "external_id", name=op.f("uq_persons_owner_id_external_id")),
        schema="immigration",
    )
    op.create_index(
        "ix_persons_owner_id_created_at_id", "persons", ["owner_id", "created_at", "id"], schema="immigration"
    )
    op.create_index(
        "ix_persons_number_digests", "persons", ["number_digests"], schema="immigration", postgresql_using="gin"
    )
    op.create_table(
        "statuses",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("status_type", sa.Text(), nullable=False),
        sa.Column("status_code", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("source_document_id", sa.Uuid(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("number_digest", sa.LargeBinary(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_timestamps(),
        sa.ForeignKeyConstraint(
            ["person_id"], ["immigration.persons.id"], name=op.f("fk_statuses_person_id_persons"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statuses")),
        schema="immigration",
    )
    op.create_index(
        "ix_statuses_person_id_created_at_id", "statuses", ["person_id", "created_at", "id"], schema="immigration"
    )
    op.create_index("ix_statuses_number_digest", "statuses", ["number_digest"], schema="immigration")


def _timestamps() -> list[sa.Column[object]]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
        for name in ("created_at", "updated_at")
    ]


def downgrade() -> None:
    op.drop_table("statuses", schema="immigration")
    op.drop_table("persons", schema="immigration")
