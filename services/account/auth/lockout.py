"""Failed sign-ins are counted for the account and for the address they come from; never a permanent lock."""

from typing import Self

from redis.asyncio import Redis

from services.account.auth.errors import TooManyFailures
from services.account.resources import AccountResources

WINDOW_SECONDS = 15 * 60


class Lockout:
    """`limit` failures in 15 minutes; 0 turns it off."""

    def __init__(self, redis: Redis, limit: int) -> None:
        self.redis = redis
        self.limit = limit

    @classmethod
    def of(cls, resources: AccountResources) -> Self:
        settings = resources.settings
        return cls(resources.redis, round(settings.signin_failures * settings.rate_limit_scale))

    async def check(self, *subjects: str) -> None:
        """Raises TooManyFailures with the time until the first of the failures is forgotten."""
        for subject in subjects if self.limit else ():
            failures = int(await self.redis.get(_key(subject)) or 0)
            if failures >= self.limit:
                raise TooManyFailures(max(1, await self.redis.ttl(_key(subject))))

    async def count_failure(self, *subjects: str) -> None:
        async with self.redis.pipeline() as pipe:
            for subject in subjects:
                # Created with its end, so that a crash between two commands can't leave a counter for ever.
                pipe.set(_key(subject), 0, ex=WINDOW_SECONDS, nx=True)
                pipe.incr(_key(subject))
            await pipe.execute()

    async def forget(self, *subjects: str) -> None:
        await self.redis.delete(*(_key(subject) for subject in subjects))


def account_subject_of(email: str) -> str:
    """Who fails to sign in, whether there is such an account or not."""
    return f"account:{email.lower()}"


def _key(subject: str) -> str:
    return f"signin-failures:{subject}"
