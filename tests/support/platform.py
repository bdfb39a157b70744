"""All services in this process, speaking HTTP to each other, every change rolled back after each test."""

import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from functools import partial
from importlib import import_module
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import delete, event, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker

from shared.auth.passwords import PasswordHasher
from shared.clients.http import INTERNAL
from shared.db.tables import outbox
from shared.outbox.relay import deliveries, followed
from shared.resources import Resources
from shared.settings import SERVICES
from shared.tasks import Task, Worker
from tests.support.mailbox import Mailbox

BACKED = ("account", "vault", "document", "assistant", "workflow", "immigration", "organization", "webhook")
"""Services with tables of their own."""


QUICK = PasswordHasher(memory_kib=8, rounds=1)
"""Nearly every test signs somebody up, and few are about how long a guess takes."""


class ServiceRouter(httpx.AsyncBaseTransport):
    """Takes a request to the app that listens on its port; the others are away."""

    def __init__(self) -> None:
        self.apps: dict[int, httpx.ASGITransport] = {}
        self.down: set[int] = set()
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.port not in self.apps or request.url.port in self.down:
            raise httpx.ConnectError("nobody listens there")
        return await self.apps[request.url.port].handle_async_request(request)


class Platform:
    """The ten apps. Made once per process; `fresh` gives one test a clean state."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self.router = ServiceRouter()
        self.apps: dict[str, FastAPI] = {}
        for service in SERVICES:
            module = import_module(f"services.{service}.app")
            app: FastAPI = module.create(module.Settings())
            self.resources(app).http.client = httpx.AsyncClient(transport=self.router)
            self.apps[service] = app
            resources = self.resources(app)
            if hasattr(resources, "passwords"):
                resources.passwords = QUICK
            port = resources.settings.port(service)
            self.router.apps[port] = httpx.ASGITransport(app, raise_app_exceptions=False)

    def resources(self, service: str | FastAPI) -> Resources:
        app = self.apps[service] if isinstance(service, str) else service
        resources: Resources = app.state.resources
        return resources

    @contextlib.asynccontextmanager
    async def fresh(self) -> AsyncIterator[None]:
        """Everything that happens inside is rolled back; sessions join one transaction per service."""
        self.router.down.clear()
        self.router.requests.clear()
        for app in self.apps.values():
            self.resources(app).http.breakers.clear()
        self.mailbox.mails.clear()
        await self.resources("account").redis.flushdb()
        async with contextlib.AsyncExitStack() as stack:
            for service in BACKED:
                resources = self.resources(service)
                connection: AsyncConnection = await stack.enter_async_context(resources.engine.connect())
                transaction = await connection.begin()
                stack.push_async_callback(transaction.rollback)
                factory = async_sessionmaker(
                    connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
                )
                resources.sessions = factory
                # Closing a session that only reads must not undo what others did since it began.
                resources.reads = async_sessionmaker(
                    connection, expire_on_commit=False, join_transaction_mode="rollback_only"
                )
                resources.connect = partial(contextlib.nullcontext, connection)  # type: ignore[assignment] # stays open
            yield

    @contextlib.contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """All services take `moment` for the present."""
        everywhere = [self.resources(service) for service in self.apps]
        before = [resources.now for resources in everywhere]
        for resources in everywhere:
            resources.now = lambda: moment  # type: ignore[method-assign] # what it is there for
        try:
            yield
        finally:
            for resources, now in zip(everywhere, before, strict=True):
                resources.now = now  # type: ignore[method-assign] # as above

    async def close(self) -> None:
        for app in self.apps.values():
            await self.resources(app).close()

    def session(self, service: str) -> AsyncSession:
        """A session of the service's own role, in the test's transaction."""
        return self.resources(service).sessions()

    async def outbox(self, service: str) -> list[Any]:
        """What waits to be sent, oldest first."""
        async with self.session(service) as session:
            return list((await session.execute(select(outbox).order_by(outbox.c.id))).all())

    async def run_tasks(self, rounds: int | None = None) -> list[str]:
        """Run everything the outboxes hold, as relay and workers would, until nothing is left; the names, in order.

        At most so many `rounds` of it, where something looks again and again for what can't happen yet.
        """
        ran: list[str] = []
        for _ in itertools.count() if rounds is None else range(rounds):
            batch = [(service, row) for service in BACKED for row in await self.outbox(service)]
            if not batch:
                break
            for service, row in batch:
                async with self.session(service) as session, session.begin():
                    await session.execute(delete(outbox).where(outbox.c.id == row.id))
                ran += [await self._run(name, arguments) for name, _queue, arguments in deliveries(row)]
            for name, _queue, arguments in followed([row for _, row in batch]):
                ran.append(await self._run(name, arguments))
        return ran

    async def _run(self, name: str, arguments: dict[str, Any]) -> str:
        worker, task = _find_task(name)
        await task.run(self.resources(worker.service), **arguments)
        return name

    @contextlib.contextmanager
    def statements(self, service: str) -> Iterator[list[str]]:
        """What a service says to its database meanwhile; savepoints are the tests' own."""
        said: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if "SAVEPOINT" not in statement:
                said.append(statement)

        engine = self.resources(service).engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield said
        finally:
            event.remove(engine, "before_cursor_execute", note)

    def asked(self, *services: str) -> list[str]:
        """The internal questions that others have put to these services, by their last word, oldest first."""
        return [
            request.url.path.rpartition("/")[2]
            for request in self.router.requests
            if request.url.path.startswith(INTERNAL) and self.service_of(request) in services
        ]

    def service_of(self, request: httpx.Request) -> str:
        return SERVICES[(request.url.port or 0) - self.resources("account").settings.port("account")]


def _find_task(name: str) -> tuple[Worker, Task]:
    worker: Worker = import_module(f"services.{name.partition('.')[0]}.worker").worker
    return worker, worker.task(name)


class Caller:
    """Somebody who sends requests to the services, with or without a token."""

    def __init__(self, platform: Platform, headers: dict[str, str] | None = None) -> None:
        self.platform = platform
        self.client = httpx.AsyncClient(transport=platform.router, headers=headers)
        self.id: UUID | None = None

    async def request(self, method: str, service: str, path: str, **options: Any) -> httpx.Response:
        settings = self.platform.resources(service).settings
        prefix = "" if path.startswith(("/health", "/ready", "/metrics", "/openapi", "/docs", "/.well")) else "/api/v1"
        return await self.client.request(method, settings.service_url(service) + prefix + path, **options)

    async def get(self, service: str, path: str, **options: Any) -> httpx.Response:
        return await self.request("GET", service, path, **options)

    async def post(self, service: str, path: str, **options: Any) -> httpx.Response:
        return await self.request("POST", service, path, **options)

    async def put(self, service: str, path: str, **options: Any) -> httpx.Response:
        return await self.request("PUT", service, path, **options)

    async def patch(self, service: str, path: str, **options: Any) -> httpx.Response:
        return await self.request("PATCH", service, path, **options)

    async def delete(self, service: str, path: str, **options: Any) -> httpx.Response:
        return await self.request("DELETE", service, path, **options)


PASSWORD = "Correct-horse-7"


async def sign_up(platform: Platform, email: str) -> Caller:
    """A new person, signed in."""
    response = await Caller(platform).post("account", "/auth/signup", json={"email": email, "password": PASSWORD})
    response.raise_for_status()
    body = response.json()
    person = Caller(platform, {"Authorization": f"Bearer {body['access_token']}"})
    person.id = UUID(body["account"]["id"])
    return person
