"""What happens to persons."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_compliance_events"
down_revision: str | None = "create_persons"


def upgrade() -> None:
    op.create_table(
        "compliance_events",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["immigration.persons.id"],
            name=op.f("fk_compliance_events_person_id_persons"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_events")),
        schema="immigration",
    )
    op.create_index(
        "ix_compliance_events_person_id_created_at_id",
        "compliance_events",
        ["person_id", "created_at", "id"],
        schema="immigration",
    )


def downgrade() -> None:
    op.drop_table("compliance_events", schema="immigration")
