"""What events and deliveries take: from a change to the log, and from the log to the endpoints."""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from uuid import UUID

import httpx
import psutil
import uvloop
from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from scripts.bench.access import settings_of
from scripts.bench.receiver import HANGING
from scripts.bench.stack import RECEIVER_PORT, Stack
from services.webhook.deliveries.schemas import DeliveryStatus
from services.webhook.deliveries.sending import body_of
from services.webhook.events.fan_out import fan_out
from services.webhook.models import Delivery, Event
from services.webhook.resources import WebhookResources
from services.webhook.settings import WebhookSettings
from shared.db.engine import create_engine, session_factory
from shared.events import Actor, MemberRemoved
from shared.outbox.publish import publish_all
from shared.settings import Settings

ACCEPTED = 8_000
IN_A_TRANSACTION = 200
DELIVERED = 4_000
ENDPOINTS = 8
AT_ONCE = 8
"""What httpx is fastest with."""
RATE = 40
SECONDS = 4
ROUNDS = 3
PATIENCE_SECONDS = 120
DATA = {"invoice": 7, "paid": True, "reference": "x" * 200}


def accepted_a_second(stack: Stack) -> float:
    """Events that come from the transactions of their changes, by way of the relay, to the log of an organization."""
    return _run(_accept(stack))


async def _accept(stack: Stack) -> float:
    organization_id = UUID(stack.new_organization())
    engine = create_engine(settings_of(stack, "organization", Settings), "organization")
    sessions = session_factory(engine)
    actor = Actor(kind="account", id=uuid7())
    async with _webhook_service(stack) as resources:
        began = time.perf_counter()
        for _ in range(ACCEPTED // IN_A_TRANSACTION):
            events = [
                MemberRemoved(organization_id=organization_id, actor=actor, member_id=uuid7())
                for _ in range(IN_A_TRANSACTION)
            ]
            async with sessions.begin() as session:
                await publish_all(session, events)
        await _until_logged(resources, organization_id, ACCEPTED)
        taken = time.perf_counter() - began
    await engine.dispose()
    return ACCEPTED / taken


async def _until_logged(resources: WebhookResources, organization_id: UUID, number: int) -> None:
    theirs = select(func.count()).select_from(Event).where(Event.organization_id == organization_id)
    async with asyncio.timeout(PATIENCE_SECONDS), resources.reads() as session:
        while (await session.scalar(theirs) or 0) < number:  # noqa: ASYNC110 - it tells no event
            await asyncio.sleep(0.02)


def delivery_ratio(stack: Stack) -> float:
    """Deliveries a second to eight endpoints against bare httpx that posts the same to the same."""
    with _receiver():
        ratios = [_run(_deliver(stack)) / _run(_post()) for _ in range(ROUNDS)]
    return statistics.median(ratios)


async def _deliver(stack: Stack) -> float:
    """From the first attempt to the last answer."""
    organization_id = UUID(stack.new_organization())
    for number in range(ENDPOINTS):
        _register(stack, organization_id, f"/{number}", f"custom.bench_{number}")
    async with _webhook_service(stack) as resources:
        await _publish(resources, organization_id, [f"custom.bench_{n % ENDPOINTS}" for n in range(DELIVERED)])
        rows = await _until_delivered(resources, organization_id, DELIVERED)
    finished = [finished for _, finished in rows]
    return DELIVERED / (max(finished) - min(finished)).total_seconds()


async def _post() -> float:
    body = body_of("custom.bench_0", datetime.now(UTC), DATA)
    waiting = iter(range(DELIVERED))
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(limits=limits) as client:

        async def work() -> None:
            for number in waiting:
                await client.post(f"http://127.0.0.1:{RECEIVER_PORT}/{number % ENDPOINTS}", content=body)

        began = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(AT_ONCE)))
        return DELIVERED / (time.perf_counter() - began)


def hanging_ratio(stack: Stack) -> float:
    """99th percentile from event to answer while another endpoint hangs, against none that does."""
    with _receiver():
        pairs = [(_run(_latency(stack, hangs=True)), _run(_latency(stack, hangs=False))) for _ in range(ROUNDS)]
    return statistics.median(hanging / alone for hanging, alone in pairs)


async def _latency(stack: Stack, *, hangs: bool) -> float:
    organization_id = UUID(stack.new_organization())
    for number in range(ENDPOINTS):
        _register(stack, organization_id, f"/{number}", "custom.bench")
    if hangs:
        _register(stack, organization_id, HANGING, "custom.hang")
    async with _webhook_service(stack) as resources:
        if hangs:
            await _publish(resources, organization_id, ["custom.hang"] * 40)
            await asyncio.sleep(1)
        began = time.perf_counter()
        for number in range(RATE * SECONDS):
            await asyncio.sleep(max(0.0, began + number / RATE - time.perf_counter()))
            await _publish(resources, organization_id, ["custom.bench"])
        rows = await _until_delivered(resources, organization_id, RATE * SECONDS * ENDPOINTS)
    times = [(finished - created).total_seconds() for created, finished in rows]
    return statistics.quantiles(times, n=100)[-1]


async def _publish(resources: WebhookResources, organization_id: UUID, types: Sequence[str]) -> None:
    now = resources.now()
    events = [
        {
            "organization_id": organization_id,
            "id": uuid7(),
            "type": event_type,
            "occurred_at": now,
            "data": DATA,
            "about": [],
        }
        for event_type in types
    ]
    async with resources.sessions.begin() as session:
        await fan_out(session, events, now)


async def _until_delivered(
    resources: WebhookResources, organization_id: UUID, number: int
) -> Sequence[tuple[datetime, datetime]]:
    """When each was made, and when it had arrived."""
    arrived = (Delivery.organization_id == organization_id) & (Delivery.status == DeliveryStatus.DELIVERED)
    async with asyncio.timeout(PATIENCE_SECONDS), resources.reads() as session:
        while (await session.scalar(select(func.count()).where(arrived)) or 0) < number:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        found = await session.execute(select(Delivery.created_at, Delivery.finished_at).where(arrived))
        return [(created, finished) for created, finished in found if finished]


def _register(stack: Stack, organization_id: UUID, path: str, event_type: str) -> None:
    url = f"http://127.0.0.1:{RECEIVER_PORT}{path}"
    body = {"url": url, "events": [event_type], "organization_id": str(organization_id)}
    stack.call("POST", "webhook", "/webhooks", json=body)


@asynccontextmanager
async def _webhook_service(stack: Stack) -> AsyncIterator[WebhookResources]:
    resources = WebhookResources(settings_of(stack, "webhook", WebhookSettings))
    try:
        yield resources
    finally:
        await resources.close()


@contextmanager
def _receiver() -> Iterator[None]:
    command = [sys.executable, "-m", "uvicorn", "scripts.bench.receiver:app", f"--port={RECEIVER_PORT}"]
    process = subprocess.Popen([*command, "--no-access-log", "--log-level=warning", "--lifespan=off"])
    try:
        while not psutil.Process(process.pid).net_connections("tcp"):
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait()


def _run(measure: Coroutine[None, None, float]) -> float:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measure)
