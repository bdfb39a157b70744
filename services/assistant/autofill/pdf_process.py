"""The process that opens PDF forms: `python -m services.assistant.autofill.pdf_process`."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.assistant.autofill.pdf_forms import PdfForm, UnfillableForm
from shared.isolated import serve

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


def main() -> None:
    serve(work, memory=MEMORY, seconds=SECONDS)


if __name__ == "__main__":
    main()
