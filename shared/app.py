"""The app factory: every service is the same shell around its own routers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text

from shared import metrics
from shared.auth.dependencies import AppResources
from shared.errors import install_error_handlers
from shared.middleware import Envelope
from shared.resources import Resources
from shared.schemas import Schema
from shared.tracing import trace_requests

INTERNAL = "/api/v1/internal"
READY_SECONDS = 3


def create_app(resources: Resources, routers: Sequence[APIRouter], *, description: str) -> FastAPI:
    """A service: its routers, the operational routes, error answers and the envelope around each request."""
    settings = resources.settings
    app = FastAPI(
        title=f"immiblox {settings.service}",
        description=description,
        version="1.0.0",
        lifespan=_lifespan,
        openapi_url="/openapi.json",
        redoc_url=None,
        max_body_size=settings.body_limit,
    )
    app.state.resources = resources
    for router in (operations, metrics.router, *routers):
        app.include_router(router)
    install_error_handlers(app)
    app.add_middleware(Envelope, service=settings.service)
    trace_requests(app)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await app.state.resources.close()


operations = APIRouter(tags=["operations"])


class Health(Schema):
    """The process is up."""

    status: str = "ok"


class Readiness(Schema):
    """Each thing this service needs: `ok` or `unavailable`."""

    status: str
    checks: dict[str, str]


@operations.get("/health")
async def health() -> Health:
    """Say that the process is up; asks nobody else."""
    return Health()


@operations.get("/ready", response_model=Readiness, responses={503: {"model": Readiness}})
async def ready(request: Request, resources: AppResources) -> JSONResponse:
    """Say whether the database, Redis and the queue answer; 503 names the one that doesn't."""
    checks = {"database": _database(resources), "redis": _redis(resources), "queue": _queue(resources)}
    outcomes = await asyncio.gather(
        *(asyncio.wait_for(check, READY_SECONDS) for check in checks.values()), return_exceptions=True
    )
    states = {
        name: "unavailable" if isinstance(outcome, BaseException) else "ok"
        for name, outcome in zip(checks, outcomes, strict=True)
    }
    all_ok = set(states.values()) == {"ok"}
    body = Readiness(status="ok" if all_ok else "unavailable", checks=states)
    return JSONResponse(body.model_dump(), 200 if all_ok else 503)


async def _database(resources: Resources) -> None:
    async with resources.reads() as session:
        await session.execute(text("select 1"))


async def _redis(resources: Resources) -> None:
    await resources.redis.ping()


async def _queue(resources: Resources) -> None:
    """Whether the broker accepts a connection; services write to the outbox and never speak to it themselves."""
    broker = urlsplit(resources.settings.broker_url.get_secret_value())
    connecting = (
        asyncio.open_connection(broker.hostname, broker.port)
        if broker.hostname
        else asyncio.open_unix_connection(broker.path)
    )
    _, writer = await connecting
    writer.close()
