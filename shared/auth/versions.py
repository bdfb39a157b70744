"""When a cached answer is still true: what it depends on has a version, and a change to it holds caching back.

A cached answer must not outlive a change. A change raises the version before its transaction and after it, and holds
caching back in between. An answer carries the version from before the tables were read, is kept only while nobody
holds, and is believed only while its version is the current one. So what was read before a change is never believed
after it, whatever is slow in between (docs/decisions/0003). A hold that a crash leaves behind ends by itself: no
transaction lasts longer.
"""

import contextlib
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID, uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError

HOLD = timedelta(seconds=60)


def vault_subject(vault_id: UUID) -> str:
    """Changes with the vault's shares, and when it is deleted."""
    return f"vault:{vault_id}"


def account_subject(account_id: UUID) -> str:
    """Changes with the account's memberships and its verified e-mail address."""
    return f"account:{account_id}"


def machines_subject(organization_id: UUID) -> str:
    """Changes when a key of the organization, or a service account, loses rights."""
    return f"machines:{organization_id}"


def version_key(subject: str) -> str:
    return f"version:{subject}"


def hold_key(subject: str) -> str:
    return f"held:{subject}"


class Versions:
    """Reads and raises versions of subjects."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def read(self, *subjects: str) -> str:
        """One stamp for all of them; to be read before the tables."""
        return ".".join(str(version or "0") for version in await self.redis.mget(map(version_key, subjects)))

    async def begin(self, subject: str) -> str:
        """As `read`, for an answer that is kept outside Redis: where Redis has lost its memory, it knows no version.

        A version begins at random, so that one from before the loss never comes back.
        """
        async with self.redis.pipeline() as pipe:
            pipe.set(version_key(subject), _beginning(), nx=True)
            pipe.get(version_key(subject))
            _, version = await pipe.execute()
        return str(version)

    async def settled(self, *subjects: str) -> bool:
        """Whether nobody is changing any of them; to be asked after the tables were read."""
        return not await self.redis.exists(*map(hold_key, subjects))

    @contextlib.asynccontextmanager
    async def changing(self, *subjects: str) -> AsyncIterator[None]:
        """Around the transaction that changes them, its commit included.

        Raises RedisError: a revocation that others can't see must not look done.
        """
        change = str(uuid4())
        async with self.redis.pipeline() as pipe:
            for subject in subjects:
                pipe.sadd(hold_key(subject), change)
                pipe.expire(hold_key(subject), HOLD)
                pipe.set(version_key(subject), _beginning(), nx=True)
                pipe.incr(version_key(subject))
            await pipe.execute()
        try:
            yield
        finally:
            # The change is committed or undone; where Redis is away now, the hold ends by itself.
            with contextlib.suppress(RedisError):
                async with self.redis.pipeline() as pipe:
                    for subject in subjects:
                        pipe.set(version_key(subject), _beginning(), nx=True)
                        pipe.incr(version_key(subject))
                        pipe.srem(hold_key(subject), change)
                    await pipe.execute()


def _beginning() -> int:
    return secrets.randbits(48)
