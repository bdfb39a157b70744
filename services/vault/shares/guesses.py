"""How often a share's password may still be guessed: counted before a guess is looked at, over all processes."""

from redis.asyncio import Redis

from services.vault.shares.errors import TooManyWrongPasswords
from shared.auth.lockout import WINDOW_SECONDS

TAKE = """
local taken = tonumber(redis.call('GET', KEYS[1]) or '0')
if taken >= tonumber(ARGV[1]) then return math.max(1, redis.call('TTL', KEYS[1])) end
if redis.call('INCR', KEYS[1]) == 1 then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return 0
"""
GIVE_BACK = """
if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then redis.call('DECR', KEYS[1]) end
"""


class Guesses:
    """`limit` wrong ones in 15 minutes; 0 turns it off.

    Were they counted after the password was hashed, then as many as hashes run at once would get through.
    """

    def __init__(self, redis: Redis, limit: int) -> None:
        self.limit = limit
        self.taking = redis.register_script(TAKE)
        self.giving_back = redis.register_script(GIVE_BACK)

    async def take(self, guesser: str) -> None:
        """Raises TooManyWrongPasswords with the time until the first of them is forgotten."""
        if not self.limit:
            return
        seconds: int = await self.taking(keys=[_key(guesser)], args=[self.limit, WINDOW_SECONDS])
        if seconds:
            raise TooManyWrongPasswords(seconds)

    async def give_back(self, guesser: str) -> None:
        """It was right."""
        if self.limit:
            await self.giving_back(keys=[_key(guesser)])


def _key(guesser: str) -> str:
    return f"share-password-failures:{guesser}"
