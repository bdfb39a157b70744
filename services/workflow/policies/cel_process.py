"""The process that evaluates an expression of a caller: `python -m services.workflow.policies.cel_process`."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cel_expr_python import cel

from services.workflow.policies.cel import Expression, InvalidExpression, Undecided, midnight
from shared.isolated import serve

MEMORY = 600_000_000
"""Bytes of address space; some 200 million of them are code."""
SECONDS = 1.0


def work(job: Mapping[str, Any], _content: bytes) -> tuple[dict[str, Any], bytes]:
    """`value` and `type`, or what is wrong: `invalid` with its place, or `undecided`."""
    context = job["context"]
    values = {
        **context,
        "context": context,
        "documents": job["documents"],
        "today": midnight(date.fromisoformat(job["today"])),
    }
    try:
        answer = Expression(job["expression"], dict.fromkeys(job["names"], cel.Type.DYN)).evaluate(values)
    except InvalidExpression as error:
        return {"invalid": error.sentence}, b""
    except Undecided as error:
        return {"undecided": str(error)}, b""
    except MemoryError:
        return {"costly": True}, b""
    return {"value": answer.value, "type": answer.type}, b""


def main() -> None:
    serve(work, memory=MEMORY, seconds=SECONDS)


if __name__ == "__main__":
    main()
