"""Which keys and ranges a store accepts."""

import re

SEGMENT = r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
KEY = re.compile(rf"{SEGMENT}(?:/{SEGMENT})*")
KEY_LENGTH = 200


def check_key(key: str) -> str:
    """The key itself: segments of ASCII letters, digits, `_`, `-` and single inner dots, 200 characters at most.

    Keys are made by our own code from ids, so a ValueError here is a mistake or an attack, never a user's input.
    """
    if len(key) > KEY_LENGTH or not KEY.fullmatch(key):
        message = "Not a storage key"
        raise ValueError(message)
    return key


def check_range(start: int, end: int | None) -> None:
    if start < 0 or (end is not None and end < start):
        message = "Not a range of bytes"
        raise ValueError(message)
