"""Who heard of vaults that are gone."""

import sqlalchemy as sa
from alembic import op

revision: str = "create_deleted_vaults"
down_revision: str | None = "create_person_documents"


def upgrade() -> None:
    op.create_table(
        "deleted_vaults",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("shared_with", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deleted_vaults")),
        schema="vault",
    )
    op.create_index("ix_deleted_vaults_deleted_at", "deleted_vaults", ["deleted_at"], schema="vault")


def downgrade() -> None:
    op.drop_table("deleted_vaults", schema="vault")
