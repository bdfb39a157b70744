"""The rest of the account service: family members, tokens, erasures."""

revision: str = "create_accounts"
down_revision: str | None = "create_main_job"


def upgrade() -> None:
    """Nothing yet."""
