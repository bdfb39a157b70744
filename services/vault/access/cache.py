"""What Redis knows of access to vaults. This service alone writes it; the others read it with their admission.

A cached answer must not outlive a change. The change bumps the vault's version and holds caching back, both before
its transaction commits; an answer is kept only if nobody holds and the version is the one from before the tables were
read. So an answer from before the change can't be written after it, whatever is slow in between. A hold ends by
itself: no transaction lasts longer.
"""

from datetime import timedelta
from uuid import UUID

from redis.asyncio import Redis

from shared.auth.admission import access_key
from shared.clients.vault import VaultAccess

KEPT = timedelta(hours=1)
HOLD = timedelta(seconds=60)

KEEP = """
if redis.call('EXISTS', KEYS[3]) == 1 or (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1
"""


class AccessCache:
    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.keep_script = redis.register_script(KEEP)

    async def version(self, vault_id: UUID) -> str:
        """To be read before the tables."""
        return str(await self.redis.get(_version_key(vault_id)) or "0")

    async def keep(self, caller: str, access: VaultAccess, version: str) -> None:
        keys = [access_key(access.vault_id), _version_key(access.vault_id), _hold_key(access.vault_id)]
        seconds = int(KEPT.total_seconds())
        await self.keep_script(keys=keys, args=[version, caller, access.model_dump_json(), seconds])

    async def forget(self, vault_id: UUID) -> None:
        """Before the commit of a change. Raises RedisError: a revocation that others can't see must not look done."""
        async with self.redis.pipeline() as pipe:
            pipe.set(_hold_key(vault_id), "1", ex=HOLD)
            pipe.incr(_version_key(vault_id))
            pipe.unlink(access_key(vault_id))
            await pipe.execute()


def _version_key(vault_id: UUID) -> str:
    return f"vault-access-version:{vault_id}"


def _hold_key(vault_id: UUID) -> str:
    return f"vault-access-hold:{vault_id}"
