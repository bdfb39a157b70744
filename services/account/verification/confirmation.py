"""An address that is proven, by whichever mail."""

from sqlalchemy.ext.asyncio import AsyncSession

from services.account.auth.repository import AccountRepository
from services.account.models import Account
from shared.events import AccountEmailVerified
from shared.outbox.publish import publish


async def confirm_address(session: AsyncSession, account: Account) -> None:
    """The address is proven; inside `versions.changing`, because what is shared with the address opens now."""
    if not account.email_verified:
        account.email_verified = True
        await AccountRepository(session).save()
        await publish(session, AccountEmailVerified(account_id=account.id, email=account.email))
