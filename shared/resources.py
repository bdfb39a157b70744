"""What a process of a service holds on to: its database, Redis and the ways to its peers.

Made once from the settings, in `app.py` and in the worker; nothing connects before it is used. A service with more
(files, models) has its own subclass.
"""

from datetime import UTC, datetime
from functools import cached_property

import httpx
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from shared.auth.admission import Gate
from shared.auth.tokens import AccessTokenVerifier, ServiceTokens
from shared.clients.account import AccountClient
from shared.clients.document import DocumentClient
from shared.clients.http import ServiceHTTP
from shared.clients.vault import VaultClient
from shared.db.engine import create_engine, reading, session_factory
from shared.settings import ServiceSettings


class Resources:
    """`transport` replaces the network between services in tests."""

    def __init__(self, settings: ServiceSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.settings = settings
        self.engine = create_engine(settings, settings.service)
        self.sessions = session_factory(self.engine)
        self.reads = session_factory(reading(self.engine))
        self.connect = reading(self.engine).connect
        self.redis: Redis = Redis.from_url(
            settings.redis_url.get_secret_value(),
            decode_responses=True,
            socket_timeout=2,
            socket_connect_timeout=1,
            # One attempt more on a connection that the server closed; not the library's seconds of waiting.
            retry=Retry(NoBackoff(), 1),
        )
        self.gate = Gate(self.redis, settings.rate_limit_scale)
        self.http = ServiceHTTP(settings, transport)
        self.service_tokens: ServiceTokens = self.http.tokens

    @cached_property
    def accounts(self) -> AccountClient:
        return AccountClient(self.http)

    @cached_property
    def vaults(self) -> VaultClient:
        return VaultClient(self.http)

    @cached_property
    def documents(self) -> DocumentClient:
        return DocumentClient(self.http)

    @cached_property
    def access_tokens(self) -> AccessTokenVerifier:
        return AccessTokenVerifier(self.accounts.keys)

    def now(self) -> datetime:
        """The current moment; tests set a clock of their own."""
        return datetime.now(UTC)

    async def close(self) -> None:
        await self.http.close()
        await self.redis.aclose()
        await self.engine.dispose()
