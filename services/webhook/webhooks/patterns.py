"""Which types of events a webhook wants: `*`, all that begin with a name (`document.*`), or one (`document.moved`)."""

import re
from collections.abc import Iterable

from shared.event_catalogue import catalogue

EVERYTHING = "*"
CUSTOM = re.compile(r"custom(\.[a-zA-Z0-9_]+)+")
"""Types that organizations make up for themselves, of the characters that Standard Webhooks 1.0.0 has in names."""

LONGEST = 100


def is_custom(event_type: str) -> bool:
    return len(event_type) <= LONGEST and CUSTOM.fullmatch(event_type) is not None


def is_known_type(event_type: str) -> bool:
    return event_type in catalogue() or is_custom(event_type)


def is_known_pattern(pattern: str) -> bool:
    """Whether there can be an event that it fits."""
    if pattern == EVERYTHING or is_known_type(pattern):
        return True
    if not pattern.endswith(".*"):
        return False
    beginning = pattern.removesuffix("*")
    return (
        beginning == "custom."
        or is_custom(beginning.removesuffix("."))
        or any(each.startswith(beginning) for each in catalogue())
    )


def wants(patterns: Iterable[str], event_type: str) -> bool:
    return any(
        each in {EVERYTHING, event_type} or (each.endswith(".*") and event_type.startswith(each.removesuffix("*")))
        for each in patterns
    )
