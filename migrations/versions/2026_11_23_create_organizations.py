"""Tables of the organization service."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "create_organizations"
down_revision: str | None = "create_accounts"

SCHEMA = "organization"


def upgrade() -> None:
    _create_organizations()
    _create_members()
    _create_service_accounts()
    _create_keys("app_keys")
    _create_keys(
        "api_keys",
        sa.Column("app_key_id", sa.Uuid(), nullable=True),
        sa.Column("service_account_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("allowed_ips", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("requests_per_minute", sa.Integer(), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        _belongs_to("api_keys", "app_key_id", "app_keys"),
        _belongs_to("api_keys", "service_account_id", "service_accounts"),
    )
    op.create_index("ix_api_keys_app_key_id", "api_keys", ["app_key_id"], schema=SCHEMA)
    op.create_index("ix_api_keys_service_account_id", "api_keys", ["service_account_id"], schema=SCHEMA)


def _create_organizations() -> None:
    op.create_table(
        "organizations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("settings", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("personal_owner_id", sa.Uuid(), nullable=True),
        *_identified("organizations"),
        *(
            sa.UniqueConstraint(column, name=f"uq_organizations_{column}")
            for column in ("slug", "domain", "personal_owner_id")
        ),
        schema=SCHEMA,
    )


def _create_members() -> None:
    op.create_table(
        "members",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        *_identified("members"),
        _belongs_to("members", "organization_id", "organizations"),
        sa.UniqueConstraint("organization_id", "account_id", name="uq_members_organization_id_account_id"),
        sa.CheckConstraint("(account_id is null) <> (email is null)", name="ck_members_account_or_email"),
        sa.CheckConstraint("role in ('owner', 'admin', 'member')", name="ck_members_role"),
        schema=SCHEMA,
    )
    lower_email: sa.ColumnClause[str] = sa.literal_column("lower(email)")
    op.create_index(
        "uq_members_organization_id_email", "members", ["organization_id", lower_email], unique=True, schema=SCHEMA
    )
    op.create_index("ix_members_email", "members", [lower_email], schema=SCHEMA)
    op.create_index("ix_members_account_id", "members", ["account_id"], schema=SCHEMA)


def _create_service_accounts() -> None:
    op.create_table(
        "service_accounts",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        *_identified("service_accounts"),
        _belongs_to("service_accounts", "organization_id", "organizations"),
        schema=SCHEMA,
    )
    op.create_index("ix_service_accounts_organization_id", "service_accounts", ["organization_id"], schema=SCHEMA)


def _create_keys(table: str, *more: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_prefix", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous_digest", sa.Text(), nullable=True),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scopes", sa.ARRAY(sa.Text()), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        *_identified(table),
        _belongs_to(table, "organization_id", "organizations"),
        sa.UniqueConstraint("digest", name=f"uq_{table}_digest"),
        sa.UniqueConstraint("previous_digest", name=f"uq_{table}_previous_digest"),
        *more,
        schema=SCHEMA,
    )
    op.create_index(f"ix_{table}_organization_id", table, ["organization_id"], schema=SCHEMA)


def _identified(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _belongs_to(table: str, column: str, parent: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{parent}"
    return sa.ForeignKeyConstraint([column], [f"{SCHEMA}.{parent}.id"], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in ("api_keys", "app_keys", "service_accounts", "members", "organizations"):
        op.drop_table(table, schema=SCHEMA)
