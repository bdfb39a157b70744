"""The decision about one caller and one vault."""

import contextlib
from uuid import UUID

from redis.exceptions import RedisError

from services.vault.access.cache import AccessCache
from services.vault.vaults.repository import VaultReader
from shared.auth.dependencies import AppResources
from shared.clients.vault import AccessQuestion, VaultAccess, permissions_up_to
from shared.db.session import ReadConnection


class AccessService:
    def __init__(self, connection: ReadConnection, resources: AppResources) -> None:
        self.vaults = VaultReader(connection)
        self.cache = AccessCache(resources.redis)

    async def decide(self, vault_id: UUID, question: AccessQuestion) -> VaultAccess:
        """No permissions for a vault that does not exist, so that nobody can tell the two apart."""
        stamp = None
        with contextlib.suppress(RedisError):
            stamp = await self.cache.stamp(vault_id, question)
        vault = await self.vaults.find(vault_id, question.account_id)
        access = VaultAccess(vault_id=vault_id, permissions=permissions_up_to(vault.role if vault else None))
        if stamp is not None:
            with contextlib.suppress(RedisError):
                await self.cache.keep(question, access, stamp)
        return access
