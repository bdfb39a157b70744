"""OpenTelemetry behind a setting: without `IMMIBLOX_OTEL_ENDPOINT` nothing of it is even imported."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from shared.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

_enabled = False


def configure_tracing(settings: Settings, process: str) -> None:
    """Send this process's spans to the collector, if there is one."""
    global _enabled  # noqa: PLW0603 - the SDK itself is one per process
    if settings.otel_endpoint is None:
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: f"immiblox-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{settings.otel_endpoint}/v1/traces")))
    trace.set_tracer_provider(provider)
    HTTPXClientInstrumentor().instrument()
    _enabled = True


def trace_requests(app: "FastAPI") -> None:
    """Make a span of each request to `app`, continuing the caller's trace."""
    if _enabled:
        from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor

        FastAPIInstrumentor.instrument_app(app, excluded_urls="health,ready,metrics")


def trace_context() -> dict[str, str]:
    """The W3C `traceparent` of the current span, for an outbox row; empty where tracing is off."""
    carrier: dict[str, str] = {}
    if _enabled:
        from opentelemetry.propagate import inject

        inject(carrier)
    return carrier


@contextlib.contextmanager
def continued_trace(name: str, context: Mapping[str, str]) -> Iterator[None]:
    """A span that continues the trace in `context`, around the run of a task."""
    if not _enabled:
        yield
        return
    from opentelemetry import trace
    from opentelemetry.propagate import extract

    with trace.get_tracer("immiblox").start_as_current_span(name, context=extract(context)):
        yield
