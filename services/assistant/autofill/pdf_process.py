"""The process that opens PDF forms: `python -m services.assistant.autofill.pdf_process`.

One job: a line of JSON and the file on its standard input, a line of JSON and perhaps a file on its standard output.
The kernel keeps its limits, so that they hold even inside a C library.
"""

import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from services.assistant.autofill.pdf_forms import PdfForm, UnfillableForm

MEMORY = 1_000_000_000
"""Bytes of address space; some 300 million of them are code."""
SECONDS = 15


def work(job: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], bytes]:
    """Head and body of the answer."""
    try:
        with PdfForm(content) as form:
            if (values := job.get("fill")) is None:
                return {"fields": [asdict(field) for field in form.fields()]}, b""
            filled, refused = form.fill(values)
            return {"refused": refused}, filled
    except UnfillableForm as error:
        return {"reason": error.reason}, b""
    except MemoryError:
        return {"reason": "The form takes too much memory"}, b""


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    job = json.loads(requests.readline())
    head, body = work(job, requests.read())
    answers.write(json.dumps(head).encode() + b"\n" + body)
    answers.flush()


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    # What a library prints must not stand in the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
