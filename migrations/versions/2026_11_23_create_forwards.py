"""Placeholder."""

revision: str = "create_forwards"
down_revision: str | None = "create_shares"


def upgrade() -> None:
    """Nothing yet."""
