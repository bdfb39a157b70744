"""What every request asks Redis, in one round trip: credential, rate limit, access to the vault in the path."""

import time
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any
from uuid import UUID

from redis.asyncio import Redis

from shared.auth.versions import account_subject, vault_subject, version_key

WINDOW_SECONDS = 60


class SessionState(StrEnum):
    ACTIVE = "active"
    REVOKED = "revoked"


def session_key(session_id: UUID) -> str:
    """Where Redis keeps the state of a session. Nothing there means: ask the account service."""
    return f"session:{session_id}"


LAST_USED = "machine-keys-last-used"
"""A hash in Redis: API key → Unix time. The organization service writes it to its table now and then."""


def access_key(vault_id: UUID) -> str:
    """A hash in Redis: what each caller may do with the vault, after the versions that this was true for.

    The vault service alone writes it.
    """
    return f"vault-access:{vault_id}"


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who asks to be admitted: `key` names them in caches, and in rate limits unless these go by `counted_as`.

    `state_key` is where Redis keeps the state of the credential. What `account_id` may see changes with the account.
    """

    key: str
    state_key: str = ""
    account_id: UUID | None = None
    counted_as: str = ""

    @property
    def version_key(self) -> str:
        return version_key(account_subject(self.account_id)) if self.account_id else ""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """`count` requests in any `seconds` seconds; `name` separates the counters of different limits."""

    name: str
    count: int
    seconds: int = WINDOW_SECONDS


@dataclass(frozen=True, slots=True)
class KeyUse:
    """To be noted if the caller is admitted, and if the state of the credential is the `stamp` still."""

    api_key_id: UUID
    stamp: str


NO_LIMIT = RateLimit("none", 0)


@dataclass(frozen=True, slots=True)
class Admission:
    """Redis's answer. `state` and `access` are None where Redis doesn't know."""

    state: str | None
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
        self.redis = redis
        self.script = redis.register_script(files("shared.auth").joinpath("admission.lua").read_text())
        self.scale = scale

    async def ask(
        self, applicant: Applicant, limit: RateLimit, vault: UUID | None = None, use: KeyUse | None = None
    ) -> Admission:
        """Count one request and look up what else is asked. Raises RedisError where Redis is away."""
        now = time.time()
        number, elapsed = divmod(now, limit.seconds)
        counter = f"rate:{limit.name}:{applicant.counted_as or applicant.key}:"
        scaled = max(1, round(limit.count * self.scale)) if self.scale and limit.count else 0
        keys = [
            applicant.state_key,
            f"{counter}{int(number)}",
            f"{counter}{int(number) - 1}",
            access_key(vault) if vault else "",
            version_key(vault_subject(vault)) if vault else "",
            applicant.version_key,
            LAST_USED,
        ]
        used = (str(use.api_key_id), use.stamp) if use else ("", "")
        args: list[str | float] = [scaled, limit.seconds, elapsed, applicant.key, *used, int(now)]
        answer: list[Any] = await self.script(keys=keys, args=args)
        return Admission(
            state=answer[0],
            access=answer[1],
            allowed=bool(answer[2]),
            limit=scaled,
            remaining=int(answer[3]),
            reset_seconds=int(limit.seconds - elapsed) + 1,
        )

    async def note_use(self, api_key_id: UUID) -> None:
        """For a caller who was admitted by other ways. Raises RedisError."""
        await self.redis.hset(LAST_USED, str(api_key_id), str(int(time.time())))

    async def cached_access(self, applicant: Applicant, vault: UUID) -> str | None:
        """What Redis knows of access to another vault than the one in the path; None where it does not."""
        return (await self.ask(applicant, NO_LIMIT, vault)).access
