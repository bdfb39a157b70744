"""Questions that set two things side by side: "is it the same on A and B", "which ends first, A or B"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.assistant.answering.asked import AskedField, Expects
from services.assistant.answering.fields import EXPIRATION
from services.assistant.answering.kinds import Mention


class Comparison(StrEnum):
    """What is asked of the two: whether they agree, which comes where, or whether the one named first does."""

    SAME = "same"
    DIFFERENT = "different"
    FIRST = "first"
    LAST = "last"
    BEFORE = "before"
    AFTER = "after"

    @property
    def is_of_dates(self) -> bool:
        return self not in {Comparison.SAME, Comparison.DIFFERENT}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things compared: a value of documents of some types, of any where `codes` is empty."""

    codes: frozenset[str]
    field: AskedField


@dataclass(frozen=True, slots=True)
class Placed:
    """A field, and where in the question it is asked for."""

    start: int
    field: AskedField


_DIFFERENT = r"\b(?:different|differs?)(?:\s+(?:from|than))?\b"
_SAME = (
    r"\b(?:the\s+)?(?:same|identical)(?:\s+as)?\b|\bmatch(?:es|ed)?\b|\bagrees?(?:\s+with)?\b"
    r"|\bthe\s+one\s+(?=(?:on|in|of)\b)"
)
_EARLIER = r"\b(?:before|first|sooner|soonest|earlier|earliest|prior\s+to)(?:\s+than)?\b"
_LATER = (
    r"\b(?:after|later|latest|(?:last\s+)?(?<!no\s)(?<!much\s)longer|longest|beyond|outlasts?|last(?=\s*\??$))"
    r"(?:\s+than)?\b"
)
_WORDS = (
    (_DIFFERENT, Comparison.DIFFERENT, Comparison.DIFFERENT),
    (_SAME, Comparison.SAME, Comparison.SAME),
    (_EARLIER, Comparison.BEFORE, Comparison.FIRST),
    (_LATER, Comparison.AFTER, Comparison.LAST),
)
"""What is asked with each, first of a yes or no, then of which one."""

_TABLE = [(re.compile(pattern, re.IGNORECASE), asked, chosen) for pattern, asked, chosen in _WORDS]
_CHOOSES = re.compile(r"\b(?:which|what|who|whose|when)\b", re.IGNORECASE)


def asked_comparison(question: str) -> tuple[Comparison | None, str]:
    """The comparison that a question makes, and the question with blanks for its words."""
    for pattern, asked, chosen in _TABLE:
        if match := pattern.search(question):
            blank = " " * len(match[0])
            rest = question[: match.start()] + blank + question[match.end() :]
            return chosen if _CHOOSES.search(question) else asked, rest
    return None, question


def sides_of(
    comparison: Comparison, kinds: Sequence[tuple[int, Mention]], fields: Sequence[Placed]
) -> tuple[Side, ...]:
    """The sides in the order of the question; fewer than two where it compares nothing that documents have.

    `kinds` come with where they stand. Two kinds share the field that is asked for, the end of their validity where
    dates are compared and none is; one kind stands against a date that is asked for by itself ("my program ends").
    """
    codes = {mention.kind.codes: place for place, mention in reversed(kinds)}
    wanted = [one for one in fields if one.field.expects is Expects.DATE or not comparison.is_of_dates]
    if len(codes) > 1:
        field = wanted[0].field if wanted else EXPIRATION if comparison.is_of_dates else None
        return tuple(Side(kind, field) for kind in sorted(codes, key=codes.__getitem__)) if field else ()
    others = [one for one in wanted if one.field is not EXPIRATION]
    if not comparison.is_of_dates or len(codes) + len(others) < 2:
        return ()
    placed = [(place, Side(kind, EXPIRATION)) for kind, place in codes.items()]
    placed += [(one.start, Side(frozenset(), one.field)) for one in others]
    return tuple(side for _, side in sorted(placed, key=lambda one: one[0]))
