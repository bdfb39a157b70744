"""Names in URLs: made from an organization's name, unique in the whole installation."""

import re
import secrets
import unicodedata
from collections.abc import Iterator

LONGEST = 60
ATTEMPTS = 4


def slugs(name: str) -> Iterator[str]:
    """What to try, in order: the name itself, then the name with a random end. `Café & Söhne` → `cafe-sohne`."""
    base = _slug(name)
    yield base
    for _ in range(ATTEMPTS - 1):
        yield f"{base}-{secrets.token_hex(4)}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "organization"
