"""How webhooks fare: a pause after some failures in a row, and an end where nobody is there any more."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.webhook.deliveries.outcome import Outcome, Results
from services.webhook.deliveries.timing import NOTED_EVERY, is_dead, pause
from services.webhook.models import Webhook
from services.webhook.webhooks.schemas import Status

GONE = "The endpoint answered 410: it wants nothing any more"
DEAD = "Nothing has arrived for five days"


def by_webhook(results: Results) -> dict[UUID, list[Outcome]]:
    """In the order in which they ended."""
    found: dict[UUID, list[Outcome]] = defaultdict(list)
    for delivery, outcome in results:
        found[delivery.webhook_id].append(outcome)
    return found


def judge(webhook: Webhook, outcomes: Sequence[Outcome], now: datetime) -> bool:
    """Write down how it fares. Whether it is disabled by this."""
    if webhook.status != Status.ACTIVE:
        return False
    for outcome in outcomes:
        if outcome.arrived:
            _well(webhook, now)
        else:
            webhook.failures += 1
            webhook.failing_since = webhook.failing_since or now
            webhook.paused_until = now + pause(webhook.failures)
    reason = _end(webhook, outcomes, now)
    if reason:
        webhook.status, webhook.disabled_reason, webhook.disabled_at = Status.DISABLED, reason, now
    return reason is not None


def _well(webhook: Webhook, now: datetime) -> None:
    if webhook.failures:
        webhook.failures, webhook.failing_since, webhook.paused_until = 0, None, None
    if webhook.delivered_at is None or now - webhook.delivered_at >= NOTED_EVERY:
        webhook.delivered_at = now


def _end(webhook: Webhook, outcomes: Sequence[Outcome], now: datetime) -> str | None:
    if any(outcome.is_gone for outcome in outcomes):
        return GONE
    if webhook.failing_since and is_dead(webhook.failures, webhook.failing_since, now):
        return DEAD
    return None
