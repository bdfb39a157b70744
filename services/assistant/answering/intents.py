"""What is to be done with what is found, told from the words around what is asked for."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from services.assistant.answering.asked import AskedField
from services.assistant.answering.comparing import Comparison
from services.assistant.answering.fields import EXPIRATION
from services.assistant.answering.periods import Period


class Intent(StrEnum):
    """What is to be done with what is found."""

    STATE = "state"
    LIST_EXPIRING = "list_expiring"
    FIND_LAST = "find_last"
    JUDGE_VALIDITY = "judge_validity"
    JUDGE_EXPIRY = "judge_expiry"
    COUNT_DAYS = "count_days"
    TELL_AGE = "tell_age"
    COMPARE = "compare"
    COUNT = "count"
    LIST_DOCUMENTS = "list_documents"
    FIND_NEWEST = "find_newest"
    FIND_OLDEST = "find_oldest"
    SUMMARIZE = "summarize"
    ADVISE = "advise"
    SEARCH = "search"


LISTINGS = frozenset({Intent.COUNT, Intent.LIST_DOCUMENTS, Intent.FIND_NEWEST, Intent.FIND_OLDEST})
"""What is about documents as a whole, whatever stands in them."""

LISTING_WORDS = frozenset(["kinds", "kind", "types", "type", "sorts", "sort", "different", "belong", "belongs"])

_NO_SUMMARY = re.compile(r"^\W*(?:please\s+)?(?:how|why|where|when|who)\b", re.IGNORECASE)
_SEVERAL = re.compile(
    r"\b(?:documents|papers|everything|anything|something|things)\b"
    r"|\b(?:which|what|any|every|no)\s+(?:of\s+my\s+)?documents?\b"
    r"|\b(?:which|whose|any|how\s+many)\b[^?]*\0"
    r"|^\W*what(?:'s|\s+is|\s+are|\s+will|\s+has|\s+have)?\s+(?:be\s+)?(?:expir|about\s+to)",
    re.IGNORECASE,
)
_EXPIRED = re.compile(
    r"\b(?:expired|did\b.*\bexpire|lapsed|invalid|out\s+of\s+date|r[au]n\s+out|no\s+longer\s+(?:valid|good))\b",
    re.IGNORECASE,
)
_VALID = re.compile(r"\b(?:valid|good|running|in\s+force|up\s+to\s+date|unexpired|current)\b", re.IGNORECASE)
_COMES_NEXT = re.compile(
    r"\b(?:which|whose|what|when\s+is\s+the)\b.*\b(?:first|next|soonest|earliest)\b", re.IGNORECASE
)
_YES_OR_NO = re.compile(r"^\W*(?:is|are|has|have|will|was|does|do|did|am|can|could|would)\b", re.IGNORECASE)
_COUNTDOWN = re.compile(
    r"\bhow\s+(?:many|much)\s+(?:more\s+)?(?:days?|weeks?|months?|years?|time)\b|\bhow\s+(?:long|soon)\b"
    r"|\b(?:days|time)\s+(?:left|remaining|until)\b",
    re.IGNORECASE,
)
_AGE = re.compile(r"\bhow\s+old\b|\bage\b", re.IGNORECASE)
_DOCUMENTS = r"(?:documents?|papers|files|everything|scans|uploads)"
_COUNT = re.compile(
    rf"\bhow\s+many\s+(?:different\s+|of\s+(?:my|the|our)\s+)?(?:[\w'-]+\s+)?(?:\0|{_DOCUMENTS}\b)|\bnumber\s+of\s+{_DOCUMENTS}\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"^\W*(?:(?:please|can|could|you)\s+)*(?:which|what|list|show|give|name|tell|find)\b[^?]*\b{_DOCUMENTS}\b"
    rf"|^\W*(?:all|every)\b[^?]*\b{_DOCUMENTS}\b|\bwhat(?:'s|\s+is)\s+(?:in|inside)\s+(?:my|the|this|our)\s+vault\b",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"^\W*(?:should|shall|ought)\s+(?:I|we|he|she|they|my|our)\b"
    r"|\b(?:is|would)\s+it\s+(?:be\s+)?(?:smart|wise|better|best|safe|worth)|\bgood\s+idea\b"
    r"|\bdo\s+you\s+(?:think|recommend|advise)\b|\b(?:recommend|advise)\b"
    r"|^\W*will\s+(?:I|we|my|he|she|they)\b.*\b(?:get|be\s+(?:approved|denied|granted|accepted|rejected)|win|pass)\b"
    r"|^\W*what\s+will\s+my\s+next\b|\bdo\s+(?:I|we)\s+need\s+a\s+(?:lawyer|attorney)\b",
    re.IGNORECASE,
)
"""Asks for a judgement or a forecast."""

_NEWEST = re.compile(r"\b(?:newest|most\s+recent|latest)\b", re.IGNORECASE)
_OLDEST = re.compile(r"\boldest\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Parts:
    """What is known of a question: its `text`, also with a NUL for each kind of document in it (`masked`).

    `unexplained` are the words that neither a table nor a name accounts for; `is_comparison` has two sides.
    """

    text: str
    masked: str
    unexplained: Collection[str]
    fields: Sequence[AskedField]
    period: Period | None
    comparison: Comparison | None
    is_comparison: bool


def intent_of(parts: Parts) -> Intent:
    """Typed fields come before documents as a whole, and these before a search."""
    if _ADVICE.search(parts.text):
        return Intent.ADVISE
    if parts.is_comparison:
        return Intent.COMPARE
    if parts.fields:
        return _expiry_intent(parts) if EXPIRATION in parts.fields else _value_intent(parts.text)
    is_bare = "\0" in parts.masked and not parts.unexplained and not _NO_SUMMARY.match(parts.text)
    return _listing_intent(parts) or (Intent.SUMMARIZE if is_bare else Intent.SEARCH)


def _listing_intent(parts: Parts) -> Intent | None:
    if _COUNT.search(parts.masked):
        return Intent.COUNT
    if "\0" in parts.masked and (is_newest := _NEWEST.search(parts.text) or _OLDEST.search(parts.text)):
        return Intent.FIND_OLDEST if _OLDEST.fullmatch(is_newest[0]) else Intent.FIND_NEWEST
    is_list = _LIST.search(parts.masked) and not set(parts.unexplained) - LISTING_WORDS
    return Intent.LIST_DOCUMENTS if is_list else None


def says_expired(text: str) -> bool:
    """Whether a question is about what has ended already."""
    return _EXPIRED.search(text) is not None


def _value_intent(text: str) -> Intent:
    if _AGE.search(text):
        return Intent.TELL_AGE
    return Intent.COUNT_DAYS if _COUNTDOWN.search(text) else Intent.STATE


def _expiry_intent(parts: Parts) -> Intent:
    text, has_ended = parts.text, says_expired(parts.text)
    if parts.comparison is Comparison.LAST:
        return Intent.FIND_LAST
    if _COMES_NEXT.search(text):
        return Intent.LIST_EXPIRING
    if _SEVERAL.search(parts.masked) and (parts.period or has_ended or _VALID.search(text)):
        return Intent.LIST_EXPIRING
    if _YES_OR_NO.match(text) and (has_ended or (parts.period and "expir" in text.lower())):
        return Intent.JUDGE_EXPIRY
    if _YES_OR_NO.match(text) and _VALID.search(text):
        return Intent.JUDGE_VALIDITY
    return Intent.COUNT_DAYS if _COUNTDOWN.search(text) else Intent.STATE
