"""Failed attempts at a secret are counted, by what is guessed at and where they come from; never a lock for ever."""

from redis.asyncio import Redis

from shared.errors import TooManyRequests

WINDOW_SECONDS = 15 * 60


class Lockout:
    """`limit` failures in 15 minutes; 0 turns it off. `purpose` separates the counters of different secrets."""

    def __init__(self, redis: Redis, purpose: str, limit: int, refusal: type[TooManyRequests]) -> None:
        self.redis = redis
        self.purpose = purpose
        self.limit = limit
        self.refusal = refusal

    async def check(self, *subjects: str) -> bool:
        """Whether there is a failure to forget.

        Raises `refusal` with the time until the first of the failures is forgotten.
        """
        if not self.limit:
            return False
        failures = [int(count or 0) for count in await self.redis.mget(map(self._key, subjects))]
        for subject, count in zip(subjects, failures, strict=True):
            if count >= self.limit:
                raise self.refusal(max(1, await self.redis.ttl(self._key(subject))))
        return any(failures)

    async def count_failure(self, *subjects: str) -> None:
        async with self.redis.pipeline() as pipe:
            for subject in subjects:
                # Created with its end, so that a crash between two commands can't leave a counter for ever.
                pipe.set(self._key(subject), 0, ex=WINDOW_SECONDS, nx=True)
                pipe.incr(self._key(subject))
            await pipe.execute()

    async def forget(self, *subjects: str) -> None:
        await self.redis.delete(*map(self._key, subjects))

    def _key(self, subject: str) -> str:
        return f"{self.purpose}-failures:{subject}"
