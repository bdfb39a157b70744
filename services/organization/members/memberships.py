"""What an account belongs to, for whoever asks."""

import contextlib
from datetime import timedelta
from uuid import UUID

from redis.exceptions import RedisError

from services.organization.members.invitations import Invitations
from services.organization.members.repository import MemberRepository
from services.organization.organizations.repository import OrganizationRepository
from shared.auth.dependencies import AppResources
from shared.clients.account import Contact
from shared.db.columns import AnyRow
from shared.errors import Unavailable
from shared.resources import Resources

SETTLED = timedelta(minutes=1)
PERSONAL_NAME = "Personal"


def settled_key(account_id: UUID) -> str:
    """In Redis for a minute after an account's memberships were put in order."""
    return f"memberships-settled:{account_id}"


class MembershipService:
    """Memberships, put in order when somebody asks.

    An account may still be without its personal organization, or have an invitation to its address that nobody told us
    was accepted. That is looked at once a minute at most, because it takes a question to the account service.
    """

    def __init__(self, resources: AppResources) -> None:
        self.resources: Resources = resources

    async def of(self, account_id: UUID) -> list[AnyRow]:
        """Nothing for an account that doesn't exist. Raises Unavailable."""
        await self.settle(account_id)
        async with self.resources.reads() as session:
            return list(await MemberRepository(session).memberships(account_id))

    async def settle(self, account_id: UUID) -> None:
        """Raises Unavailable where the account is new here and the account service can't be asked."""
        if await self._is_settled(account_id):
            return
        contact = await self._contact(account_id)
        if contact is None:
            return
        async with self.resources.sessions.begin() as session:
            # Nothing was ever shared with an organization that is new, so no cached answer about access is wrong.
            await OrganizationRepository(session).add_personal(account_id, PERSONAL_NAME, f"personal-{account_id.hex}")
        await Invitations(self.resources).accept(contact)
        with contextlib.suppress(RedisError):
            await self.resources.redis.set(settled_key(account_id), "1", ex=SETTLED)

    async def _is_settled(self, account_id: UUID) -> bool:
        with contextlib.suppress(RedisError):
            return bool(await self.resources.redis.exists(settled_key(account_id)))
        return False

    async def _contact(self, account_id: UUID) -> Contact | None:
        try:
            return await self.resources.accounts.contact(account_id)
        except Unavailable:
            async with self.resources.reads() as session:
                if not await OrganizationRepository(session).has_personal(account_id):
                    raise
            return None
