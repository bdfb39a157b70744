"""Who is related to whom."""

import sqlalchemy as sa
from alembic import op

revision: str = "create_family_links"
down_revision: str | None = "create_imports"


def upgrade() -> None:
    op.create_table(
        "family_links",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("relative_id", sa.Uuid(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=False),
        sa.Column("is_dependent", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["immigration.persons.id"],
                name=op.f(f"fk_family_links_{column}_persons"),
                ondelete="CASCADE",
            )
            for column in ("person_id", "relative_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_links")),
        schema="immigration",
    )
    for column in ("person_id", "relative_id"):
        op.create_index(f"ix_family_links_{column}", "family_links", [column], schema="immigration")
    op.create_index(
        "uq_family_links_pair",
        "family_links",
        [sa.text("least(person_id, relative_id)"), sa.text("greatest(person_id, relative_id)")],
        unique=True,
        schema="immigration",
    )


def downgrade() -> None:
    op.drop_table("family_links", schema="immigration")
