"""Personal numbers replaced by placeholders before a text leaves the house, and put back in what comes back.

Errs on the side of hiding: whatever has six digits or more and is no date is taken for one, because passport, tax and
file numbers of the world's authorities have no shape in common. Nothing is lost by it: `unmask` undoes `mask`.
"""

import re
from collections.abc import Iterable

_PLACEHOLDER = r"PERSONAL-NUMBER-\d+"
_ZONE = r"[A-Z0-9<]*<<[A-Z0-9<]*"
_GROUPED = r"\+?[A-Z]{0,4}[-# (]?\d[0-9A-Za-z]*(?:[-. /()]{1,2}\d[0-9A-Za-z]*)*"
_DATE = re.compile(
    r"\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:\d{2}|\d{4})|(?:19|20)\d\d[-/](?:19|20)?\d\d"
)
_PREFIX = re.compile(r"^\D+")
_FEWEST_DIGITS = 6
_SHORTEST_KNOWN = 4


class Masker:
    """Hides numbers in any text it is given, the same number always behind the same placeholder.

    `known` are values to hide whatever they look like.
    """

    def __init__(self, known: Iterable[str] = ()) -> None:
        named = [
            re.escape(value) for value in sorted(set(known), key=len, reverse=True) if len(value) >= _SHORTEST_KNOWN
        ]
        self.pattern = re.compile("|".join([_PLACEHOLDER, *named, _ZONE, rf"(?<!\w){_GROUPED}(?!\w)"]))
        self.known = frozenset(known)
        self.placeholders: dict[str, str] = {}

    def mask(self, text: str) -> str:
        """The text without its personal numbers."""
        return self.pattern.sub(lambda match: self._hidden(match[0]) if self._is_personal(match[0]) else match[0], text)

    def unmask(self, text: str) -> str:
        """The text with every number in its place again."""
        numbers = {placeholder: number for number, placeholder in self.placeholders.items()}
        return re.sub(_PLACEHOLDER, lambda match: numbers.get(match[0], match[0]), text)

    def _is_personal(self, written: str) -> bool:
        if written in self.known or "<<" in written or re.fullmatch(_PLACEHOLDER, written):
            return True
        return sum(c.isdigit() for c in written) >= _FEWEST_DIGITS and not _DATE.fullmatch(_PREFIX.sub("", written))

    def _hidden(self, number: str) -> str:
        return self.placeholders.setdefault(number, f"PERSONAL-NUMBER-{len(self.placeholders) + 1}")
