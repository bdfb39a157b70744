"""Shares of vaults, and the activity in them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_shares"
down_revision: str | None = "create_organizations"


def upgrade() -> None:
    op.add_column(
        "vaults", sa.Column("owner_kind", sa.Text(), server_default="account", nullable=False), schema="vault"
    )
    op.create_table(
        "shares",
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("token_prefix", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("organization_id", sa.Uuid(), nullable=True),
        sa.Column("organization_name", sa.Text(), nullable=True),
        sa.Column("permission", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("max_downloads", sa.Integer(), nullable=True),
        sa.Column("download_count", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("credential_version", sa.Integer(), nullable=False),
        sa.Column("created_by_kind", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["vault_id"], ["vault.vaults.id"], name=op.f("fk_shares_vault_id_vaults"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shares")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_shares_token_digest")),
        schema="vault",
    )
    op.create_index("ix_shares_email", "shares", [sa.literal_column("lower(email)")], schema="vault")
    op.create_index(op.f("ix_shares_organization_id"), "shares", ["organization_id"], schema="vault")
    op.create_index(op.f("ix_shares_vault_id"), "shares", ["vault_id"], schema="vault")
    op.create_table(
        "share_acceptances",
        sa.Column("share_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("credential_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"], ["vault.shares.id"], name=op.f("fk_share_acceptances_share_id_shares"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("share_id", "account_id", name=op.f("pk_share_acceptances")),
        schema="vault",
    )
    op.create_index(op.f("ix_share_acceptances_account_id"), "share_acceptances", ["account_id"], schema="vault")
    op.create_table(
        "share_downloads",
        sa.Column("share_id", sa.Uuid(), nullable=False),
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"], ["vault.shares.id"], name=op.f("fk_share_downloads_share_id_shares"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("share_id", "document_id", "client", name=op.f("pk_share_downloads")),
        schema="vault",
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vault_id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("actor_kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("target_kind", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("target_name", sa.Text(), nullable=True),
        sa.Column("metadata", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["vault_id"], ["vault.vaults.id"], name=op.f("fk_activity_vault_id_vaults"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        schema="vault",
    )
    op.create_index(
        "ix_activity_vault_id_occurred_at_id", "activity", ["vault_id", "occurred_at", "id"], schema="vault"
    )
    op.create_index(
        "ix_activity_recipient",
        "activity",
        [sa.literal_column("lower(target_name)")],
        schema="vault",
        postgresql_where=sa.text("target_kind = 'share'"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
        schema="vault",
    )


def downgrade() -> None:
    for table in ("erasures", "activity", "share_downloads", "share_acceptances", "shares"):
        op.drop_table(table, schema="vault")
    op.drop_column("vaults", "owner_kind", schema="vault")
