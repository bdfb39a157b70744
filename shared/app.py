"""The app factory: every service is the same shell around its own routers."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse

from shared import metrics
from shared.auth.dependencies import AppResources
from shared.errors import install_error_handlers
from shared.injection import construct_on_the_loop
from shared.middleware import Envelope
from shared.openapi import describe_security
from shared.resources import Resources
from shared.schemas import Schema
from shared.tracing import trace_requests

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
    )
    app.state.resources = resources
    # Tried in this order for each request: the service's own come first.
    for router in (*routers, operations, metrics.router):
        app.include_router(router)
    install_error_handlers(app)
    app.add_middleware(
        Envelope,
        service=settings.service,
        body_limit=settings.body_limit,
        upload_limits=settings.upload_limits,
        body_limits=settings.body_limits,
    )
    construct_on_the_loop(app)
    describe_security(app)
    trace_requests(app)
    return app


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    await app.state.resources.start()
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
async def ready(resources: AppResources) -> JSONResponse:
    """Say whether the database, Redis and the queue answer; 503 names the one that doesn't."""
    checks = resources.checks()
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
