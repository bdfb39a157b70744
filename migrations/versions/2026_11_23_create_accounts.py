"""The rest of the account service: family members, tokens, erasures."""

import sqlalchemy as sa
from alembic import op

revision: str = "create_accounts"
down_revision: str | None = "create_main_job"


def upgrade() -> None:
    op.add_column("accounts", sa.Column("erasure_requested_at", sa.DateTime(timezone=True)), schema="account")
    _create_of_account(
        "mail_tokens",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("digest", name="uq_mail_tokens_digest"),
    )
    op.create_index("ix_mail_tokens_account_id", "mail_tokens", ["account_id"], schema="account")
    _create_of_account(
        "external_identities",
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.UniqueConstraint("issuer", "subject", name="uq_external_identities_issuer_subject"),
    )
    op.create_index("ix_external_identities_account_id", "external_identities", ["account_id"], schema="account")
    _create_of_account(
        "family_members",
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("relationship", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Date()),
        sa.Column("email", sa.Text()),
        sa.Column("nationality", sa.Text()),
        sa.Column("notes", sa.Text()),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.create_index(
        "ix_family_members_account_id_created_at_id",
        "family_members",
        ["account_id", "created_at", "id"],
        schema="account",
    )
    _create_erasures()


def _create_of_account(table: str, *columns: sa.Column[object] | sa.UniqueConstraint) -> None:
    """A table whose rows go with their account."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.accounts.id"], name=f"fk_{table}_account_id_accounts", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        schema="account",
    )


def _create_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        sa.UniqueConstraint("account_id", name="uq_erasures_account_id"),
        schema="account",
    )
    op.create_table(
        "erasure_confirmations",
        sa.Column("erasure_id", sa.Uuid(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["erasure_id"],
            ["account.erasures.id"],
            name="fk_erasure_confirmations_erasure_id_erasures",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("erasure_id", "service", name="pk_erasure_confirmations"),
        schema="account",
    )


def downgrade() -> None:
    for table in ("erasure_confirmations", "erasures", "family_members", "external_identities", "mail_tokens"):
        op.drop_table(table, schema="account")
    op.drop_column("accounts", "erasure_requested_at", schema="account")
