"""Timing one thing, and a service under load."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil

LOAD_SECONDS = 3.0


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def processor_seconds(work: Callable[[], object]) -> float:
    """Of all threads of this process: what else runs on the machine doesn't count."""
    started = time.process_time()
    work()
    return time.process_time() - started


@contextmanager
def on_one_core(*processes: psutil.Process) -> Iterator[None]:
    """Keep them to the first core; the load runs on the second."""
    try:
        for process in processes:
            process.cpu_affinity([0])
        yield
    finally:
        for process in processes:
            process.cpu_affinity([])


def load(port: int, path: str, credentials: dict[str, str]) -> float:
    """Requests a second that a service on this machine answers with 200."""
    command = [sys.executable, "-m", "scripts.bench.load", str(port), path, str(LOAD_SECONDS)]
    environment = os.environ | {"LOAD_HEADERS": json.dumps([f"{name}: {value}" for name, value in credentials.items()])}
    done = subprocess.run(["taskset", "-c", "1", *command], env=environment, capture_output=True, text=True, check=True)
    rate: float = json.loads(done.stdout)["requests_per_second"]
    return rate
