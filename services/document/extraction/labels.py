"""Labels on a page and the text that belongs to each: behind it, in the next column, or below."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from services.document.catalogue.catalogue import DocumentType, Field, load_catalogue
from services.document.layout import Segment, fold, item_number

# In line heights: a value stands close below its label, or anywhere to its right.
BELOW = 2.2
# A column's gap in characters that weighs as much as one line of distance.
COLUMN = 6.0

_NOTE = re.compile(r"\s*\([^)]*\)")
_BETWEEN_TRANSLATIONS = re.compile(r"[\s/|.:,-]*(?:\([^)]*\)[\s/|.:,-]*)?")


@dataclass(frozen=True, slots=True)
class Label:
    """A label found in a segment: the fields it may stand for, and the text behind it up to the next label."""

    fields: tuple[tuple[Field, bool], ...]
    """Each field, and whether the label stands beside a period."""
    behind: str
    segment: Segment
    has_colon: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """Text that may hold the value of a label; `distance` grows from 0 for the label's own line."""

    text: str
    segment: Segment
    distance: float


@dataclass(frozen=True, slots=True)
class _Words:
    pattern: re.Pattern[str]
    fields: dict[str, tuple[tuple[Field, bool], ...]]


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    fields: tuple[tuple[Field, bool], ...]


class LabelledPage:
    """A page's segments with the labels that a document type gives its fields."""

    def __init__(self, found: Sequence[Segment], kind: DocumentType) -> None:
        self.segments = found
        self._labels = {id(segment): _labels_in(segment, _words(kind)) for segment in found}

    def labels(self) -> Iterator[Label]:
        """All labels, in reading order."""
        for segment in self.segments:
            yield from self._labels[id(segment)]

    def candidates(self, label: Label) -> list[Candidate]:
        """Texts that may hold the label's value, the likeliest first."""
        own = [Candidate(label.behind, label.segment, 0.0)] if fold(label.behind) else []
        # Behind a slash stands the label's name in another language.
        if own and not label.behind.lstrip().startswith("/"):
            return own
        around = [*self._right_of(label), *self._below(label)]
        return own + sorted(around, key=lambda candidate: candidate.distance)

    def _right_of(self, label: Label) -> Iterator[Candidate]:
        left, top, right, bottom = label.segment.box
        row = [
            segment
            for segment in self.segments
            if segment.box[0] >= right
            and min(bottom, segment.box[3]) - max(top, segment.box[1]) > 0.5 * min(label.segment.height, segment.height)
        ]
        nearest = min(row, key=lambda segment: segment.box[0], default=None)
        if nearest and not self._is_caption(nearest):
            gap = (nearest.box[0] - right) / max(label.segment.character, 1e-6)
            yield Candidate(nearest.text, nearest, 0.1 if label.has_colon else 0.1 + gap / COLUMN)

    def _below(self, label: Label) -> Iterator[Candidate]:
        segment = label.segment
        for _ in range(3):
            following = self._next_below(segment)
            if following is None:
                return
            if not self._is_caption(following):
                gap = max(0.0, (following.box[1] - segment.box[3]) / max(segment.height, 1e-6))
                yield Candidate(following.text, following, 0.1 + gap)
                return
            if not self._continues(label, following):
                return
            segment = following

    def _next_below(self, segment: Segment) -> Segment | None:
        left, _, right, bottom = segment.box
        reach = max(right, left + 20 * segment.character)
        under = [
            other
            for other in self.segments
            if other is not segment
            and -0.5 * segment.height <= other.box[1] - bottom <= BELOW * segment.height
            and other.box[0] < reach
            and other.box[2] > left - 2 * segment.character
        ]
        return min(under, key=lambda other: (round(other.box[1], 2), abs(other.box[0] - left)), default=None)

    def _is_caption(self, segment: Segment) -> bool:
        return bool(self._labels[id(segment)]) or fold(_NOTE.sub("", segment.text)) in _captions()

    def _continues(self, label: Label, below: Segment) -> bool:
        """Whether the line below only repeats the label, in another language."""
        names = {field.name for field, _ in label.fields}
        found = self._labels[id(below)]
        return bool(found) and all(names & {field.name for field, _ in other.fields} and not fold(other.behind) for other in found)


@cache
def _captions() -> frozenset[str]:
    """The labels of all types: none of them is a value."""
    fields = (field for kind in load_catalogue().types for field in kind.fields)
    return frozenset(fold(label) for field in fields for label in (*field.labels, *field.period_labels))


@cache
def _words(kind: DocumentType) -> _Words:
    fields: dict[str, dict[str, tuple[Field, bool]]] = {}
    spellings: dict[str, str] = {}
    for field in kind.fields:
        for labels, is_period in ((field.period_labels, True), (field.labels, False)):
            for label in labels:
                fields.setdefault(fold(label), {}).setdefault(f"{field.name} {is_period}", (field, is_period))
                spellings[fold(label)] = r"\W*".join(map(re.escape, re.findall(r"[^\W_]+|#", _plain(label))))
    longest_first = sorted(spellings, key=len, reverse=True)
    pattern = "|".join(spellings[label] for label in longest_first) or r"(?!)"
    return _Words(re.compile(pattern), {label: tuple(found.values()) for label, found in fields.items()})


def _labels_in(segment: Segment, words: _Words) -> list[Label]:
    text = segment.text
    chain = list(_chain(text, words))
    found: list[Label] = []
    for index, match in enumerate(chain):
        until = chain[index + 1].start if index + 1 < len(chain) else len(text)
        behind = _NOTE.sub("", text[match.end : until], count=1) if _NOTE.match(text, match.end) else text[match.end : until]
        has_colon = behind.lstrip().startswith((":", "："))
        found.append(Label(match.fields, behind.lstrip(" :：#"), segment, has_colon))
    return found


def _chain(text: str, words: _Words) -> Iterator[_Match]:
    """The labels of a line: the first starts it; others are capitalised or have a colon.

    Spellings of one label side by side, as in `Surname / Nom`, are one.
    """
    plain = _plain(text)
    start = item_number(text)
    pending: _Match | None = None
    for found in words.pattern.finditer(plain):
        if not _stands_alone(text, found.start(), found.end()):
            continue
        if pending is None and found.start() not in {0, start} and not _has_colon(text, found.end()):
            continue
        if not text[found.start()].isupper() and text[found.start()].isascii() and not _has_colon(text, found.end()):
            continue
        match = _Match(found.start(), found.end(), words.fields[fold(found[0])])
        if pending and _same(pending, match) and _BETWEEN_TRANSLATIONS.fullmatch(text, pending.end, match.start):
            pending = _Match(pending.start, match.end, _merged(pending, match))
            continue
        if pending:
            yield pending
        pending = match
    if pending:
        yield pending


def _same(one: _Match, other: _Match) -> bool:
    return bool({field.name for field, _ in one.fields} & {field.name for field, _ in other.fields})


def _merged(one: _Match, other: _Match) -> tuple[tuple[Field, bool], ...]:
    names = {field.name for field, _ in other.fields}
    return tuple((field, is_period) for field, is_period in one.fields if field.name in names)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word starts at `start` and ends at `end`; OCR may glue a label to its value (`SurnameERIKSSON`)."""
    return _is_boundary(text, start) and _is_boundary(text, end)


def _is_boundary(text: str, index: int) -> bool:
    if index in (0, len(text)):
        return True
    before, after = text[index - 1], text[index]
    return not (before.isalnum() and after.isalnum()) or (before.islower() and after.isupper())


def _has_colon(text: str, end: int) -> bool:
    note = _NOTE.match(text, end)
    return text[note.end() if note else end :].lstrip().startswith((":", "："))


def _plain(text: str) -> str:
    """`text` in lower case without accents, character by character, so that positions stay."""
    return "".join(unicodedata.normalize("NFKD", sign)[0].lower()[:1] or sign for sign in text)
