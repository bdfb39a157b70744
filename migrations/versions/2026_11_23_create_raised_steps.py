"""Which steps of warnings were raised."""

import sqlalchemy as sa
from alembic import op

revision: str = "create_raised_steps"
down_revision: str | None = "create_compliance_events"


def upgrade() -> None:
    op.create_table(
        "raised_steps",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["immigration.persons.id"],
            name=op.f("fk_raised_steps_person_id_persons"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "rule", "subject", "due_date", "step", name=op.f("pk_raised_steps")),
        schema="immigration",
    )


def downgrade() -> None:
    op.drop_table("raised_steps", schema="immigration")
