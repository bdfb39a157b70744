"""What every request asks Redis, in one round trip: session, rate limit, access to the vault in the path."""

import time
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any
from uuid import UUID

from redis.asyncio import Redis

WINDOW_SECONDS = 60


class SessionState(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"


def session_key(session_id: UUID) -> str:
    """Where Redis keeps the state of a session. Nothing there means: ask the account service."""
    return f"session:{session_id}"


def access_key(vault_id: UUID) -> str:
    """A hash in Redis: what each caller may do with the vault. The vault service alone writes it."""
    return f"vault-access:{vault_id}"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`count` requests in any `seconds` seconds; `name` separates the counters of different limits."""

    name: str
    count: int
    seconds: int = WINDOW_SECONDS


@dataclass(frozen=True, slots=True)
class Admission:
    """Redis's answer. `session` and `access` are None where Redis doesn't know."""

    session: str | None
    access: str | None
    allowed: bool
    limit: int
    remaining: int
    reset_seconds: int

    @property
    def headers(self) -> list[tuple[str, str]]:
        """As draft-ietf-httpapi-ratelimit-headers had them when clients learned them; none where nothing limits."""
        if self.limit == 0:
            return []
        return [
            ("RateLimit-Limit", str(self.limit)),
            ("RateLimit-Remaining", str(self.remaining)),
            ("RateLimit-Reset", str(self.reset_seconds)),
        ]


class Gate:
    """Asks the question; `scale` multiplies every limit and 0 turns them off."""

    def __init__(self, redis: Redis, scale: float) -> None:
        self.script = redis.register_script(files("shared.auth").joinpath("admission.lua").read_text())
        self.scale = scale

    async def ask(
        self, caller: str, limit: RateLimit, session: UUID | None = None, vault: UUID | None = None
    ) -> Admission:
        """Count one request of `caller` and look up what else is asked. Raises RedisError where Redis is away."""
        now = time.time()
        number, elapsed = divmod(now, limit.seconds)
        counter = f"rate:{limit.name}:{caller}:"
        scaled = max(1, round(limit.count * self.scale)) if self.scale else 0
        keys = [
            session_key(session) if session else "",
            f"{counter}{int(number)}",
            f"{counter}{int(number) - 1}",
            access_key(vault) if vault else "",
        ]
        answer: list[Any] = await self.script(keys=keys, args=[scaled, limit.seconds, elapsed, caller])
        return Admission(
            session=answer[0],
            access=answer[1],
            allowed=bool(answer[2]),
            limit=scaled,
            remaining=int(answer[3]),
            reset_seconds=int(limit.seconds - elapsed) + 1,
        )
