"""Structured logs: one line an event, with the request id of whoever caused it."""

import logging
import sys

import structlog

from shared.settings import Settings


def configure_logging(settings: Settings, process: str) -> None:
    """Write every log of the process, our own and the libraries', to standard output in one format."""
    shared_processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        _NameProcess(process),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if settings.log_format == "json" else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[*shared_processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared_processors,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for chatty in ("httpx", "httpcore", "botocore", "alembic.runtime", "celery.app.trace"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


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
