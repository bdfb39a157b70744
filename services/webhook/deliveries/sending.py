"""One attempt: the request as Standard Webhooks 1.0.0 has it, through the guard for addresses from outside."""

import json
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from services.webhook.deliveries.outcome import Claimed, Outcome
from services.webhook.deliveries.timing import wished
from services.webhook.webhooks.signing import sign
from shared.outgoing import Guard, Outgoing, OutgoingAnswer, OutgoingFailed, TargetRefused

TIMEOUT = timedelta(seconds=15)
KEPT_CHARACTERS = 1_000
"""Of an answer."""
KEPT_CONNECTIONS = 8
AGENT = "immiblox-webhooks/1"


def opened(guard: Guard) -> Outgoing:
    """The way out, for as long as there is something to send."""
    return Outgoing(guard, limit=4 * KEPT_CHARACTERS, deadline=TIMEOUT, keep=KEPT_CONNECTIONS, cut=True)


class Ways:
    """A way out for each webhook: connections that many share are the slower the more there are."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.open: dict[UUID, Outgoing] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        for each in self.open.values():
            await each.client.aclose()

    def to(self, webhook_id: UUID) -> Outgoing:
        if webhook_id not in self.open:
            self.open[webhook_id] = opened(self.guard)
        return self.open[webhook_id]


def body_of(event_type: str, occurred_at: datetime, data: object) -> bytes:
    timestamp = occurred_at.isoformat().replace("+00:00", "Z")
    content = {"type": event_type, "timestamp": timestamp, "data": data}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


async def send(outgoing: Outgoing, delivery: Claimed, keys: Sequence[bytes], now: Callable[[], datetime]) -> Outcome:
    started_at, started = now(), time.perf_counter()
    body = body_of(delivery.event_type, delivery.occurred_at, delivery.data)
    message_id, timestamp = str(delivery.event_id), int(started_at.timestamp())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Accept-Encoding": "identity",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": sign(delivery.signature, keys, message_id, timestamp, body),
    }
    answer, error = None, None
    try:
        answer = await outgoing.send("POST", delivery.url, headers=headers, content=body)
    except TargetRefused as refused:
        error = refused.detail
    except OutgoingFailed as failed:
        error = failed.reason
    duration = round((time.perf_counter() - started) * 1000)
    return _understood(answer, error, started_at, duration)


def _understood(answer: OutgoingAnswer | None, error: str | None, started_at: datetime, duration: int) -> Outcome:
    if answer is None:
        return Outcome(started_at, duration, error=error)
    # PostgreSQL takes any text but NUL.
    text = answer.content.decode("utf-8", "replace").replace("\0", "")[:KEPT_CHARACTERS]
    wish = wished(answer.headers.get("retry-after"), started_at)
    return Outcome(started_at, duration, answer.status, response=text or None, wish=wish)
