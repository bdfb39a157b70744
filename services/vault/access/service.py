"""The decision about one caller and one vault."""

import contextlib
from collections.abc import Sequence
from uuid import UUID

from redis.exceptions import RedisError

from services.vault.access.cache import AccessCache
from services.vault.access.identity import Identities
from services.vault.access.repository import RANKS, AccessReader
from shared.clients.vault import LADDER, AccessQuestion, VaultAccess, permissions_up_to
from shared.db.columns import AnyRow
from shared.resources import Resources


class AccessService:
    def __init__(self, resources: Resources, identities: Identities) -> None:
        self.resources = resources
        self.identities = identities
        self.cache = AccessCache(resources.redis)

    async def decide(self, vault_id: UUID, question: AccessQuestion) -> VaultAccess:
        """No permissions for a vault that does not exist, so that nobody can tell the two apart.

        Raises Unavailable where a person who isn't the owner is not known here, and a service that knows them is away.
        """
        stamp = None
        with contextlib.suppress(RedisError):
            stamp = await self.cache.stamp(vault_id, question)
        access = await self._decide(vault_id, question)
        if stamp is not None:
            with contextlib.suppress(RedisError):
                await self.cache.keep(question, access, stamp)
        return access

    async def _decide(self, vault_id: UUID, question: AccessQuestion) -> VaultAccess:
        """The owner first: that takes one statement, and nobody else has to be asked."""
        if question.account_id is not None:
            async with self.resources.connect() as connection:
                if await AccessReader(connection).is_owned(vault_id, question.account_id):
                    return VaultAccess(vault_id=vault_id, permissions=permissions_up_to("owner"))
        identity = await self.identities.of(question)
        async with self.resources.connect() as connection:
            grants = await AccessReader(connection).grants(vault_id, identity, self.resources.now())
        return weigh(vault_id, grants)


def weigh(vault_id: UUID, grants: Sequence[AnyRow]) -> VaultAccess:
    """The highest of the rights; it ends where the first of them does, because then there is something to weigh."""
    ends = [grant.expires_at for grant in grants if grant.expires_at is not None]
    highest = max((grant.rank for grant in grants), default=0)
    return VaultAccess(
        vault_id=vault_id,
        permissions=list(LADDER[:highest]),
        expires_at=min(ends, default=None),
        metered_share_id=_metered(grants),
    )


def _metered(grants: Sequence[AnyRow]) -> UUID | None:
    """The share whose downloads count, unless some right to download has no limit; of several the fullest."""
    downloading = [grant for grant in grants if grant.rank >= RANKS["download"]]
    if not downloading or any(grant.downloads_left is None for grant in downloading):
        return None
    share_id: UUID = max(downloading, key=lambda grant: grant.downloads_left).share_id
    return share_id
