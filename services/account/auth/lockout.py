"""Failed sign-ins are counted for the account and for the address they come from; never a permanent lock."""

from services.account.auth.errors import TooManyFailures
from services.account.resources import AccountResources
from shared.auth.lockout import Lockout


def signin_lockout(resources: AccountResources) -> Lockout:
    """Raises TooManyFailures."""
    settings = resources.settings
    limit = round(settings.signin_failures * settings.rate_limit_scale)
    return Lockout(resources.redis, "signin", limit, TooManyFailures)


def account_subject_of(email: str) -> str:
    """Who fails to sign in, whether there is such an account or not."""
    return f"account:{email.lower()}"
