"""The Celery app around our tasks: settings, retries, and one event loop per worker process."""

import asyncio
import os
import random
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from typing import Any

import structlog
from celery import Celery
from celery.app.task import Task as CeleryTask
from structlog.contextvars import bind_contextvars, clear_contextvars

from shared.resources import Resources
from shared.settings import Settings
from shared.tasks import Task, Worker
from shared.tracing import continued_trace

log = structlog.get_logger("task")

LONGEST_PAUSE = timedelta(minutes=5)
VISIBILITY_SECONDS = 2 * LONGEST_PAUSE.total_seconds()
"""When what a killed worker held comes back: not before a message that waits for its next try would."""


def create_celery(settings: Settings) -> Celery:
    """A Celery app that sends and receives; it keeps no results, because state is a row."""
    app = Celery("immiblox", broker=settings.broker_url.get_secret_value(), set_as_current=False)
    app.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_default_queue="default",
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            # A task that takes longer gets a second message, which finds the work leased or done.
            "visibility_timeout": VISIBILITY_SECONDS,
            # Without these a killed worker's messages come back after 100 seconds, with them after 8.
            "unacked_restore_interval": 2,
            "unacked_restore_throttle": 1,
        },
        beat_max_loop_interval=5,
    )
    return app


def register(app: Celery, workers: Sequence[Worker]) -> None:
    """Make every task of `workers` runnable in this process."""
    runtime = Runtime()
    for worker in workers:
        for task in worker.tasks:
            app.task(name=task.name, bind=True, max_retries=task.retries)(_entry(runtime, worker, task))


def schedule(app: Celery, workers: Sequence[Worker]) -> None:
    """Have the scheduler send every task that runs by the clock."""
    app.conf.beat_schedule = {
        name: {
            "task": name,
            "schedule": every,
            "kwargs": {"arguments": {}, "context": {}},
            # A run that nobody could take before the next one is due is not worth running.
            "options": {"queue": worker.task(name).queue, "expires": every.total_seconds() * 2},
        }
        for worker in workers
        for name, every in worker.schedule.items()
    }


class Runtime:
    """One event loop, in a thread of its own, and one set of resources per service, for all tasks of a process.

    `asyncio.run` for each task would close the connection pool's loop under it. Made at the first task, so that a
    forked child never shares its parent's.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.owner = 0
        self.loop: asyncio.AbstractEventLoop
        self.resources: dict[str, Resources]

    def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run a coroutine on the loop and wait for it; its exception is raised here."""
        asyncio.run_coroutine_threadsafe(work(), self._running_loop()).result()

    def resources_of(self, worker: Worker) -> Resources:
        """To be called on the loop."""
        if worker.service not in self.resources:
            self.resources[worker.service] = worker.open_resources()
        return self.resources[worker.service]

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        with self.lock:
            if self.owner != os.getpid():
                self.owner = os.getpid()
                self.resources = {}
                self.loop = asyncio.new_event_loop()
                threading.Thread(target=self.loop.run_forever, name="tasks", daemon=True).start()
            return self.loop


def _entry(runtime: Runtime, worker: Worker, task: Task) -> Callable[..., None]:
    def entry(self: CeleryTask, arguments: dict[str, Any], context: dict[str, str]) -> None:
        async def work() -> None:
            clear_contextvars()
            bind_contextvars(task=task.name, **{key: context[key] for key in ("request_id",) if key in context})
            with continued_trace(task.name, context):
                await task.run(runtime.resources_of(worker), **arguments)

        started = time.perf_counter()
        try:
            runtime.run(work)
        except Exception as error:
            tries = self.request.retries
            log.warning("task.failed", task=task.name, tries=tries + 1, given_up=tries >= task.retries, exc_info=error)
            raise self.retry(exc=error, countdown=_pause(tries)) from error
        # What runs every few seconds and finds nothing to do is no news.
        write = log.debug if task.name in worker.schedule else log.info
        write("task.done", task=task.name, ms=round((time.perf_counter() - started) * 1000))

    return entry


def _pause(tries: int) -> float:
    """Seconds before the next try: 1, 2, 4 … with jitter, at most five minutes."""
    return min(LONGEST_PAUSE.total_seconds(), 2.0**tries) * (0.75 + random.random() / 2)
