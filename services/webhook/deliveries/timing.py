"""When something that did not arrive is tried again, and when nothing is tried for a while.

The delays are those of Standard Webhooks 1.0.0.
"""

import random
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.1
"""Part of a delay that is added at most, so that what failed together does not come back together."""

LONGEST_WISH = timedelta(hours=24)
"""Of a `Retry-After`."""

PAUSE_AFTER = 5
"""Failures in a row, of whichever deliveries, after which a webhook is left alone for a while."""
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(minutes=15)

NOTED_EVERY = timedelta(minutes=1)
"""A webhook that fares well is not written at each delivery."""

DEAD_AFTER = timedelta(days=5)
DEAD_FAILURES = len(DELAYS) + 1
"""A webhook is dead when nothing arrived for so long and so many attempts failed."""


def next_attempt(attempts: int, now: datetime, wish: datetime | None) -> datetime | None:
    """After so many `attempts`, of which the last failed; None where that was the last. `wish` is a `Retry-After`."""
    if attempts > len(DELAYS):
        return None
    delay = DELAYS[attempts - 1] * (1 + JITTER * random.random())
    return max(now + delay, wish) if wish else now + delay


def wished(retry_after: str | None, now: datetime) -> datetime | None:
    """What a `Retry-After` says (RFC 9110, section 10.2.3), a day from now at most; None where it says nothing."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return now + min(timedelta(seconds=int(retry_after.strip()[:9])), LONGEST_WISH)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return min(moment if moment.tzinfo else moment.replace(tzinfo=UTC), now + LONGEST_WISH)


def pause(failures: int) -> timedelta:
    """How long nothing is sent after so many failures in a row."""
    if failures < PAUSE_AFTER:
        return timedelta()
    return min(SHORTEST_PAUSE * float(1 << min(failures - PAUSE_AFTER, 10)), LONGEST_PAUSE)


def is_dead(failures: int, failing_since: datetime, now: datetime) -> bool:
    return failures >= DEAD_FAILURES and now - failing_since >= DEAD_AFTER
