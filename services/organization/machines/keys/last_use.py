"""When API keys were last used: every service notes it in Redis with admission; here it is shown and kept."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from redis.exceptions import RedisError
from sqlalchemy.orm.attributes import set_committed_value

from services.organization.machines.keys.repository import store_last_use
from services.organization.models import ApiKey
from shared.auth.admission import LAST_USED
from shared.resources import Resources

BATCH = 500

FORGET = """
for at = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[at + 1] then redis.call('HDEL', KEYS[1], ARGV[at]) end
end
"""
"""Forgets what is stored, but not a use that was noted meanwhile. ARGV: key and time, one after the other."""


class LastUse:
    def __init__(self, resources: Resources) -> None:
        self.redis = resources.redis
        self.sessions = resources.sessions

    async def store(self) -> None:
        """Move everything from Redis to the table; safe to run twice, or twice at once."""
        forget = self.redis.register_script(FORGET)
        noted: list[tuple[Any, Any]] = list((await self.redis.hgetall(LAST_USED)).items())
        for start in range(0, len(noted), BATCH):
            some = noted[start : start + BATCH]
            async with self.sessions.begin() as session:
                await store_last_use(session, {UUID(key): _moment(seconds) for key, seconds in some})
            await forget(keys=[LAST_USED], args=[word for pair in some for word in pair])

    async def update(self, keys: Sequence[ApiKey]) -> None:
        """Put what is still in Redis on rows that are only read."""
        for key, used_at in zip(keys, await self._noted(keys), strict=True):
            if used_at and (key.last_used_at is None or key.last_used_at < used_at):
                set_committed_value(key, "last_used_at", used_at)

    async def _noted(self, keys: Sequence[ApiKey]) -> list[datetime | None]:
        if not keys:
            return []
        try:
            found: list[Any] = await self.redis.hmget(LAST_USED, [str(key.id) for key in keys])
        except RedisError:
            return [None] * len(keys)
        return [_moment(seconds) if seconds else None for seconds in found]


def _moment(seconds: str) -> datetime:
    """As admission writes it: Unix time."""
    return datetime.fromtimestamp(int(seconds), UTC)
