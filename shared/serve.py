"""Running a service, a worker, the scheduler or the relay as a process."""

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import uvicorn
from fastapi import FastAPI

from shared.logging import configure_logging
from shared.settings import ServiceSettings, Settings
from shared.tasks import Worker
from shared.tracing import configure_tracing

if TYPE_CHECKING:
    from shared.outbox.relay import Relay

SettingsT = TypeVar("SettingsT", bound=ServiceSettings)

CPU_QUEUES = frozenset({"ocr", "embedding"})
"""Work that holds a core: one child process each, so that a file that crashes a reader takes only the child along."""

THREADS = 8


def serve(settings: SettingsT, create: Callable[[SettingsT], FastAPI]) -> None:
    """Serve one service until it is told to stop."""
    configure_logging(settings, settings.service)
    configure_tracing(settings, settings.service)
    uvicorn.run(
        create(settings),
        host=settings.bind_host,
        port=settings.port(settings.service),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=5,
    )


def work(settings: Settings, queues: Sequence[str], workers: Sequence[Worker]) -> None:
    """Run the tasks of some queues until told to stop."""
    from shared.celery import create_celery, register

    configure_logging(settings, f"worker-{queues[0]}")
    configure_tracing(settings, f"worker-{queues[0]}")
    app = create_celery(settings)
    register(app, workers)
    cpu_bound = not CPU_QUEUES.isdisjoint(queues)
    pool = ["--pool=prefork", "--concurrency=1"] if cpu_bound else ["--pool=threads", f"--concurrency={THREADS}"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    app.worker_main(["--quiet", "worker", f"--queues={','.join(queues)}", "--loglevel=WARNING", *pool, *quiet])


def run_scheduler(settings: Settings, workers: Sequence[Worker]) -> None:
    """Send the tasks that run by the clock, until told to stop."""
    from shared.celery import create_celery, schedule

    configure_logging(settings, "scheduler")
    app = create_celery(settings)
    schedule(app, workers)
    state = settings.data_dir / "run" / "schedule"
    state.parent.mkdir(parents=True, exist_ok=True)
    app.Beat(schedule=str(state), loglevel="WARNING", quiet=True).run()


def run_relay(settings: Settings) -> None:
    """Forward the outbox until told to stop."""
    from shared.celery import create_celery
    from shared.outbox.relay import Relay

    configure_logging(settings, "relay")
    asyncio.run(_until_stopped(Relay(settings, create_celery(settings))))


async def _until_stopped(relay: "Relay") -> None:
    running = asyncio.ensure_future(relay.run())
    for stop in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(stop, running.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await running
