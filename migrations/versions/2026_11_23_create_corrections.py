"""Placeholder."""

revision: str = "create_corrections"
down_revision: str | None = "create_vault_indexes"


def upgrade() -> None:
    """Nothing yet."""
