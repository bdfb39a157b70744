"""What a question asks: which typed fields, of which documents, about whom, and for when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.assistant.answering.asked import AskedField, Expects
from services.assistant.answering.comparing import Comparison, Placed, Side, asked_comparison, sides_of
from services.assistant.answering.fields import FIELDS
from services.assistant.answering.instructions import asks_about_commands
from services.assistant.answering.intents import LISTING_WORDS, LISTINGS, Intent, Parts, intent_of, says_expired
from services.assistant.answering.kinds import Mention, asked_kinds
from services.assistant.answering.nationalities import CODES
from services.assistant.answering.periods import Period, asked_period
from services.assistant.answering.spelling import corrected
from services.assistant.answering.words import carries_content, words


@dataclass(frozen=True, slots=True)
class Question:
    """`binding` are folded words that a document must bear out before its fields may answer (a name, "Canadian").

    `content` are the words that say something, which a passage must cover, `leftover` those of them that neither a
    kind, a field nor a period explains. `required` are names and numbers, which the passage must hold, `literal` words
    that the sentence itself must hold: who did something, and what is counted. `places` are where it was ("at First
    Harbor"), `owners` whose it is ("Ben's"). `wants_newest` tells "my new passport" from "my old passport".
    """

    intent: Intent
    fields: tuple[AskedField, ...]
    kinds: tuple[Mention, ...]
    period: Period | None
    binding: frozenset[str]
    relation: str | None
    is_own: bool
    leftover: frozenset[str]
    content: tuple[str, ...]
    required: frozenset[str]
    literal: frozenset[str]
    places: frozenset[str]
    owners: frozenset[str]
    expects: Expects
    wants_newest: bool | None
    comparison: Comparison | None
    sides: tuple[Side, ...]
    is_about_commands: bool

    @property
    def codes(self) -> frozenset[str]:
        """The document types asked about; empty where the question names none."""
        return frozenset(code for mention in self.kinds for code in mention.kind.codes)

    def content_beyond(self, code: str) -> list[str]:
        """The content words that a document of this type does not cover by being what it is."""
        covered = {word for mention in self.kinds if code in mention.kind.codes for word in words(mention.written)}
        return [word for word in self.content if word not in covered]


_RELATION = re.compile(
    r"\b(?:my|our|his|her|the)\s+(wife|husband|spouse|partner|son|daughter|child|children|baby|kid|mother|mom|mum|father"
    r"|dad|parents?|brother|sister|grandmother|grandfather|uncle|aunt|cousin|friend|boss|roommate)(?:'s|s')?\b",
    re.IGNORECASE,
)
_HOW_TO = re.compile(
    r"^\W*(?:please\s+)?(?:how\s+(?:do|can|could|should|would|to)\b|why\b|what\s+(?:happens|if|should)\b)",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"\b[A-Z][^\W\d_]+\b")
_POSSESSIVE = re.compile(r"\b[^\W\d_]+(?=(?:'s|s')\s)")
_RECENCY = re.compile(
    r"\b(?:(current|new|newest|latest|most\s+recent|present)|(?:old|oldest|previous|former|earlier))\s+\0",
    re.IGNORECASE,
)
_TIME_OFF = re.compile(r"\b(?:days?|time)\s+off\b|\bannual\s+leave\b", re.IGNORECASE)
_PASSPORT_NUMBER = re.compile(r"\bpassport\s+(?:number|no\.?|num)(?!\w)", re.IGNORECASE)
_OWN = re.compile(r"\b(?:my|i|me|mine|our|we)\b", re.IGNORECASE)
_BEFORE_KIND = re.compile(
    r"\b(?:my|the|a|an|our|his|her|their|this|that|'s|s')\s+((?:(?!(?:of|on|in|for|my|the|from)\b)[\w-]+\s+){1,3})\0",
    re.IGNORECASE,
)
_CIRCUMSTANCE = re.compile(
    r"\b(?:at|for|with|by|from|in|of|to|on|under|about)\s+(?:the\s+)?(?:[A-Z][\w-]*\s*)+"
    r"|\b(?:[A-Z][\w-]*\s+)*[A-Z][\w-]*'"
)
_PLACE = re.compile(r"\b(?:at|with|from|in|by)\s+(?:the\s+)?((?:[A-Z][\w&-]*\s*)+)")
_OWNER = re.compile(r"\b((?:[A-Z][\w-]+\s+)*[A-Z][\w-]+)(?='s?(?!\w))")
_COUNTED = re.compile(r"\bhow\s+many\s+([\w-]+)", re.IGNORECASE)
_COMMON_MODIFIERS = """
actual all america both card case cbp cpt current dhs dos dso existing expired first foreign icao ioe last latest
main new official old only opt ordinary original other own pdf permanent personal previous recent regular renewed
scanned second sevis soon states stem still student temporary tourist travel two united uploaded us usa uscis valid
visitor work
"""
_NEUTRAL = frozenset(_COMMON_MODIFIERS.split())
"""Words before a kind of document that don't tell one such document from another."""


def understand(text: str, today: date) -> Question:
    """Read a question; words that no table knows are kept as `content`, so that a passage may answer them."""
    text = corrected(_plain(text))
    kinds, masked = _asked_kinds(text)
    period, rest = asked_period(masked, today)
    comparison, compared = asked_comparison(rest)
    relation = _RELATION.search(rest)
    placed, unasked = _asked_fields(compared) if not _HOW_TO.match(text) else ([], compared)
    sides = sides_of(comparison, _in_place(kinds, compared), placed) if comparison else ()
    fields = tuple(one.field for one in placed)
    rest = unasked if sides or fields else rest
    content = tuple(dict.fromkeys(word for word in words(text) if carries_content(word)))
    binding = _binding(text, rest, has_kind=bool(kinds)) if fields or kinds else frozenset()
    leftover = frozenset(word for word in words(_RELATION.sub(" ", rest)) if carries_content(word))
    names = frozenset(_names(text, text))
    intent = intent_of(
        Parts(text, masked, leftover - binding - names, fields, period, comparison, is_comparison=len(sides) > 1)
    )
    if intent in LISTINGS and not kinds:
        binding = leftover - LISTING_WORDS
    if intent is Intent.LIST_EXPIRING and period is None:
        period = Period(date.min, today - timedelta(days=1)) if says_expired(text) else Period(today, date.max)
    return Question(
        intent=intent,
        fields=fields,
        kinds=tuple(kinds),
        period=period,
        binding=binding,
        relation=relation[1].lower() if relation else None,
        is_own=_OWN.search(text) is not None,
        leftover=leftover,
        content=content,
        required=frozenset(_names(text, text, with_possessives=False)) | {word for word in content if word.isdigit()},
        literal=_literal(text),
        places=frozenset(word for found in _PLACE.findall(text) for word in words(found)),
        owners=frozenset(word for found in _OWNER.findall(text) for word in words(found)),
        expects=_expects(text, fields),
        wants_newest=_wants_newest(masked),
        comparison=comparison,
        sides=sides,
        is_about_commands=asks_about_commands(text),
    )


def _asked_kinds(text: str) -> tuple[list[Mention], str]:
    """The kinds a question names; "the passport number on my visa" names a visa."""
    kinds, masked = asked_kinds(text)
    if len({mention.kind.label for mention in kinds}) > 1 and _PASSPORT_NUMBER.search(text):
        return asked_kinds(_PASSPORT_NUMBER.sub("travel document number", text))
    return kinds, masked


def _in_place(kinds: Sequence[Mention], masked: str) -> list[tuple[int, Mention]]:
    """Each kind with where it stands."""
    return [(match.start(), kind) for match, kind in zip(re.finditer("\0", masked), kinds, strict=False)]


def _plain(text: str) -> str:
    """Straight apostrophes, single spaces; a question all in capitals has no names to tell by theirs."""
    text = " ".join(text.replace("\0", " ").replace("’", "'").split())
    long_words = [word for word in text.split() if len(word) > 3]
    text = _TIME_OFF.sub("vacation", text)
    return text.lower() if len(long_words) > 1 and all(word[0].isupper() for word in long_words) else text


def _asked_fields(rest: str) -> tuple[list[Placed], str]:
    found = []
    for field in FIELDS:
        if match := field.pattern.search(rest):
            found.append(Placed(match.start(), field))
            rest = field.pattern.sub(_blank, rest)
    return sorted(found, key=lambda one: one.start), rest


def _blank(match: re.Match[str]) -> str:
    """The words that asked, replaced by spaces; those between them stay where they are."""
    kept = [match.span(group) for group in range(1, (match.re.groups or 0) + 1) if match[group] is not None]
    return "".join(
        match.string[place] if any(start <= place < end for start, end in kept) else " "
        for place in range(*match.span())
    )


def _binding(text: str, rest: str, *, has_kind: bool) -> frozenset[str]:
    """Names and nationalities always; words right before a kind; every word left over where no kind is named."""
    rest = _RELATION.sub(" ", rest)
    bound = set(_names(text, rest)) | {word for word in words(rest) if word in CODES and word not in {"us", "uk"}}
    if not has_kind:
        bound |= set(words(rest))
    for modifiers in _BEFORE_KIND.findall(rest):
        bound |= set(words(modifiers))
    return frozenset(word for word in bound if carries_content(word) and word not in _NEUTRAL)


def _names(text: str, rest: str, *, with_possessives: bool = True) -> list[str]:
    """Capitalised words that don't begin the question, and possessives; words with digits are codes, not names."""
    first = re.match(r"\W*([\w'-]+)", text)
    found = _CAPITALISED.findall(rest) + (_POSSESSIVE.findall(rest) if with_possessives else [])
    return [
        word
        for name in found
        if (first is None or name != first[1])
        for word in words(name)
        if carries_content(word) and word not in _NEUTRAL
    ]


def _wants_newest(masked: str) -> bool | None:
    """Whether "my new passport" is meant, or "my old passport"; None where the question does not say."""
    found = _RECENCY.search(masked)
    return found[1] is not None if found else None


def _literal(text: str) -> frozenset[str]:
    """Names that are neither owners nor places of something, and the noun after "how many"."""
    subjects = _names(text, _CIRCUMSTANCE.sub(" ", text), with_possessives=False)
    counted = [word for found in _COUNTED.findall(text) for word in words(found) if carries_content(word)]
    return frozenset([*subjects, *counted])


def _expects(text: str, fields: tuple[AskedField, ...]) -> Expects:
    if fields:
        return fields[0].expects
    if re.search(r"\bwhen\b|\bwhat\s+(?:date|day|year)\b|\bhow\s+long\b", text, re.IGNORECASE):
        return Expects.WHEN
    return Expects.NUMBER if re.search(r"\bhow\s+(?:much|many)\b", text, re.IGNORECASE) else Expects.TEXT
