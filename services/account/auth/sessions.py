"""What Redis knows of sessions. The table is the truth; Redis saves everybody a question.

A revocation is written to Redis before its transaction commits, so that no moment exists in which the table says
revoked and Redis says active. An `active` is only ever written where nothing stands, so it can't undo a revocation.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from redis.asyncio import Redis

from shared.auth.admission import SessionState, session_key


class SessionCache:
    def __init__(self, redis: Redis, lifetime: timedelta) -> None:
        self.redis = redis
        self.lifetime = lifetime

    async def remember(self, session_id: UUID, state: SessionState) -> None:
        await self.redis.set(session_key(session_id), state, ex=self.lifetime, nx=True)

    async def revoke(self, session_ids: Iterable[UUID]) -> None:
        """Raises RedisError where Redis is away: a revocation that others can't see must not look done."""
        async with self.redis.pipeline(transaction=False) as pipe:
            for session_id in session_ids:
                pipe.set(session_key(session_id), SessionState.REVOKED, ex=self.lifetime)
            await pipe.execute()
