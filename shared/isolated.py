"""The other side of `shared.isolation`. Imports next to nothing: every job starts a process."""

import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Mapping
from typing import Any

Work = Callable[[Mapping[str, Any], bytes], tuple[dict[str, Any], bytes]]
"""From a job and its file to the head and the body of the answer."""


def serve(work: Work, *, memory: int, seconds: float) -> None:
    """Do one job within `memory` bytes of address space and `seconds`; the kernel ends what takes longer."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    # What a library prints must not stand in the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    job = json.loads(sys.stdin.buffer.readline())
    head, body = work(job, sys.stdin.buffer.read())
    answers.write(json.dumps(head).encode() + b"\n" + body)
    answers.flush()
