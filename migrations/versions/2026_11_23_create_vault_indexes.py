"""Placeholder."""

revision: str = "create_vault_indexes"
down_revision: str | None = "create_forwards"


def upgrade() -> None:
    """Nothing yet."""
