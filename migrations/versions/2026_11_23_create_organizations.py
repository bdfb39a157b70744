"""Tables of the organization service."""

revision: str = "create_organizations"
down_revision: str | None = "create_accounts"


def upgrade() -> None:
    """Nothing yet."""
