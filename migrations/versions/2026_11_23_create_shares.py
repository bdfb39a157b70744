"""Shares of vaults, and the activity in them."""

revision: str = "create_shares"
down_revision: str | None = "create_organizations"


def upgrade() -> None:
    """Nothing yet."""
