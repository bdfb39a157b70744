"""Structured logs: one line an event, with the request id of whoever caused it."""

import logging
import sys

import structlog

from shared.settings import Settings

KEY_ORDER = ["timestamp", "level", "process", "event"]
CHATTY = ("httpx", "httpcore", "botocore", "alembic.runtime", "celery", "kombu", "uvicorn", "asyncio", "rapidocr")


def configure_logging(settings: Settings, process: str) -> None:
    """Write every log of the process, our own and the libraries', to standard output in one format.

    Our own go straight there: on a hot path the standard library's handlers would cost more than the rest of a line.
    """
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.processors.LogfmtRenderer(key_order=KEY_ORDER)
    )
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _NameProcess(process),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(settings.log_level),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=processors,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for library in CHATTY:
        logging.getLogger(library).setLevel(logging.WARNING)


class _NameProcess:
    """Writes which process speaks; not a context variable, because those are cleared with each request."""

    def __init__(self, process: str) -> None:
        self.process = process

    def __call__(self, _logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        event["process"] = self.process
        return event


def request_context() -> dict[str, str]:
    """What travels with an internal call, an outbox row and a task, so that one id leads through all the logs."""
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return {"request_id": request_id} if isinstance(request_id, str) else {}
