"""What a process of a service holds on to: its database, Redis and the ways to its peers.

Made once from the settings, in `app.py` and in the worker; nothing connects before it is used. A service with more
(files, models) has its own subclass.
"""

import asyncio
from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import ClassVar
from urllib.parse import unquote, urlsplit
from uuid import UUID

import httpx
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from sqlalchemy import text

from shared.auth.admission import Gate
from shared.auth.machines import MachineKeys
from shared.auth.people import People
from shared.auth.principals import AccountPrincipal, MachinePrincipal, Principal
from shared.auth.tokens import AccessTokenVerifier, ServiceTokens
from shared.auth.versions import Versions
from shared.clients.account import AccountClient
from shared.clients.assistant import AssistantClient
from shared.clients.document import DocumentClient
from shared.clients.http import ServiceHTTP
from shared.clients.immigration import ImmigrationClient
from shared.clients.organization import OrganizationClient
from shared.clients.vault import OpenedShare, ShareCredential, VaultAccess, VaultClient
from shared.db.engine import create_engine, create_reading_engine, session_factory
from shared.settings import ServiceSettings


class Resources:
    """`transport` replaces the network between services in tests."""

    read_settings: ClassVar[Mapping[str, str]] = {}
    """What the database is told when a connection for reading is opened."""

    def __init__(self, settings: ServiceSettings, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self.settings = settings
        self.engine = create_engine(settings, settings.service)
        self.sessions = session_factory(self.engine)
        self.reading_engine = create_reading_engine(settings, settings.service, self.read_settings)
        self.reads = session_factory(self.reading_engine)
        self.connect = self.reading_engine.connect
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
    def assistant(self) -> AssistantClient:
        return AssistantClient(self.http)

    @cached_property
    def immigration(self) -> ImmigrationClient:
        return ImmigrationClient(self.http)

    @cached_property
    def organizations(self) -> OrganizationClient:
        return OrganizationClient(self.http)

    @cached_property
    def machine_keys(self) -> MachineKeys:
        return MachineKeys(self.organizations)

    @cached_property
    def versions(self) -> Versions:
        return Versions(self.redis)

    @cached_property
    def people(self) -> People:
        return People(self.redis, self.versions, self.accounts, self.organizations)

    async def vault_access(self, vault_id: UUID, who: Principal) -> VaultAccess:
        """What `who` may do with the vault, asked of its owner. Raises Unavailable."""
        return await self.vaults.access(vault_id, who)

    async def name_of(self, who: Principal) -> str:
        """As the recipient of a mail is told: an address, or an organization's name. Raises Unavailable."""
        if isinstance(who, AccountPrincipal):
            contact = await self.accounts.contact(who.id)
            return contact.email if contact else "Somebody"
        if isinstance(who, MachinePrincipal):
            names = await self.organizations.organization_names([who.organization_id])
            return names.get(who.organization_id, "An organization")
        return "Somebody"

    async def open_share(self, credential: ShareCredential) -> OpenedShare:
        """Raises NotFound, Gone, NotAuthenticated, TooManyRequests, Unavailable."""
        return await self.vaults.open_share(credential)

    @cached_property
    def access_tokens(self) -> AccessTokenVerifier:
        return AccessTokenVerifier(self.accounts.keys)

    async def start(self) -> None:
        """Called once when the process begins to serve: whatever would otherwise hold up the first request."""

    def checks(self) -> dict[str, Awaitable[None]]:
        """What this process needs to be ready, by name; each raises where it is away."""
        return {"database": self._ask_database(), "redis": self._ask_redis(), "queue": self._reach_broker()}

    async def _ask_database(self) -> None:
        async with self.connect() as connection:
            await connection.execute(text("select 1"))

    async def _ask_redis(self) -> None:
        await self.redis.ping()

    async def _reach_broker(self) -> None:
        """Services write to the outbox and never speak to the broker themselves: a connection is enough."""
        broker = urlsplit(self.settings.broker_url.get_secret_value())
        if broker.hostname:
            _, writer = await asyncio.open_connection(broker.hostname, broker.port)
        else:
            _, writer = await asyncio.open_unix_connection(unquote(broker.path))
        writer.close()

    def now(self) -> datetime:
        """The current moment; tests set a clock of their own."""
        return datetime.now(UTC)

    async def close(self) -> None:
        await self.http.close()
        await self.redis.aclose()
        await self.engine.dispose()
        await self.reading_engine.dispose()
