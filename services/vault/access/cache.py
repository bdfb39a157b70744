"""What Redis knows of access to vaults. This service alone writes it; the others read it with their admission."""

from datetime import timedelta
from uuid import UUID

from redis.asyncio import Redis

from shared.auth.admission import access_key
from shared.auth.versions import Versions, account_subject, vault_subject
from shared.clients.vault import AccessQuestion, VaultAccess

KEPT = timedelta(hours=1)
NOBODY = "0"
"""The version of the caller, where it is no person: admission compares the same."""


class AccessCache:
    """Keeps answers with the versions of vault and caller that they are true for (see `shared.auth.versions`)."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.versions = Versions(redis)

    async def stamp(self, vault_id: UUID, question: AccessQuestion) -> str:
        """To be read before the tables."""
        versions = await self.versions.read(*_subjects(vault_id, question))
        return versions if question.account_id else f"{versions}.{NOBODY}"

    async def keep(self, question: AccessQuestion, access: VaultAccess, stamp: str) -> None:
        """Nothing is kept while the vault or the caller is changing."""
        if not await self.versions.settled(*_subjects(access.vault_id, question)):
            return
        key = access_key(access.vault_id)
        async with self.redis.pipeline() as pipe:
            pipe.hset(key, f"{question.kind}:{question.id}", f"{stamp}|{access.model_dump_json()}")
            pipe.expire(key, KEPT)
            await pipe.execute()


def _subjects(vault_id: UUID, question: AccessQuestion) -> list[str]:
    vault = vault_subject(vault_id)
    return [vault, account_subject(question.account_id)] if question.account_id else [vault]
