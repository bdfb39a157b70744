"""Calendars of due dates."""

import sqlalchemy as sa
from alembic import op

revision: str = "create_calendars"
down_revision: str | None = "create_family_links"


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("actor_organization_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["immigration.persons.id"],
            name=op.f("fk_calendars_person_id_persons"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
        schema="immigration",
    )
    op.create_index(
        "ix_calendars_owner_id_created_at_id", "calendars", ["owner_id", "created_at", "id"], schema="immigration"
    )
    for column in ("person_id", "account_id"):
        op.create_index(f"ix_calendars_{column}", "calendars", [column], schema="immigration")


def downgrade() -> None:
    op.drop_table("calendars", schema="immigration")
