"""Labels of a type's fields in a line of text, in whatever language or spacing they stand there."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from services.document.catalogue.catalogue import DocumentType, Field, FieldType
from services.document.segments import Segment, fold, item_number

# In words: a caption this long is not part of a sentence by chance.
TELLING_WORDS = 4
# In characters: `DOB`, `EXP`, `4a ISS`.
ABBREVIATION = 4
# In words: `जन्म तिथि / Date of birth`, two languages before the one that we know, and an item number.
TRANSLATION_WORDS = 12

_NOTE = re.compile(r"(?:\s*\([^)]*\))*")
_BETWEEN_TRANSLATIONS = re.compile(r"[\s/|.:,-]*(?:\([^)]*\)[\s/|.:,-]*)?")
_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class Meaning:
    """A field that a label may stand for; beside a period the value is the second date."""

    field: Field
    is_period: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A label found in a segment, as it is printed, and the text behind it up to the next label."""

    meanings: tuple[Meaning, ...]
    printed: str
    behind: str
    segment: Segment
    has_colon: bool

    @property
    def names(self) -> frozenset[str]:
        """The fields it may stand for."""
        return frozenset(meaning.field.name for meaning in self.meanings)

    @property
    def is_dated(self) -> bool:
        """Whether only a date can be its value."""
        return all(meaning.field.type is FieldType.DATE for meaning in self.meanings)


@dataclass(frozen=True, slots=True)
class _Spellings:
    """A pattern for all labels of a type, and by folded text what each may mean."""

    pattern: re.Pattern[str]
    meanings: Mapping[str, tuple[Meaning, ...]]


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    meanings: tuple[Meaning, ...]


@cache
def _spellings(kind: DocumentType) -> _Spellings:
    meanings: dict[str, dict[Meaning, None]] = defaultdict(dict)
    words: dict[str, list[str]] = {}
    for field in kind.fields:
        for label in (*field.period_labels, *field.labels):
            meanings[fold(label)][Meaning(field, label in field.period_labels)] = None
            # Of two spellings that fold alike the one in more words finds both.
            words[fold(label)] = max(words.get(fold(label), []), re.findall(r"[^\W_]+|#", _plain(label)), key=len)
    longest_first = sorted(words, key=len, reverse=True)
    pattern = "|".join(r"\W*".join(map(re.escape, words[label])) for label in longest_first) or _NEVER
    return _Spellings(re.compile(pattern), {label: tuple(found) for label, found in meanings.items()})


def labels_in(segment: Segment, kind: DocumentType) -> list[Label]:
    """The labels of `kind` in the segment, in its order."""
    text = segment.text
    matches = list(_chain(text, _spellings(kind)))
    ends = [match.start for match in matches[1:]] + [len(text)]
    found: list[Label] = []
    for match, end in zip(matches, ends, strict=False):
        behind = text[_after_notes(text, match.end) : end].lstrip(" .")
        printed = text[match.start : match.end]
        found.append(Label(match.meanings, printed, behind.lstrip(" :：#"), segment, behind.startswith((":", "："))))
    return found


def _chain(text: str, known: _Spellings) -> Iterator[_Match]:
    """The labels of a line. Spellings of one label side by side, as in `Surname / Nom`, are one."""
    pending: _Match | None = None
    for match in _matches(text, known):
        if pending is None:
            pending = match
        elif match.start < _after_notes(text, pending.end):
            continue
        elif _BETWEEN_TRANSLATIONS.fullmatch(text, pending.end, match.start) and (both := _shared(pending, match)):
            pending = _Match(pending.start, match.end, both)
        else:
            yield pending
            pending = match
    if pending:
        yield pending


def _matches(text: str, known: _Spellings) -> Iterator[_Match]:
    """What looks like a label where it stands, and what a sentence would not say by chance."""
    follows = False
    for found in known.pattern.finditer(_plain(text)):
        start, end = found.span()
        meanings = known.meanings.get(fold(found[0]), ())
        if not (meanings and _is_boundary(text, start) and _is_boundary(text, end)):
            continue
        end = _after_bracket(text, start, end)
        telling = _has_colon(text, end) or len(found[0].split()) >= TELLING_WORDS
        if telling or _looks_like_label(text, found, follows=follows):
            follows = True
            yield _Match(start, end, meanings)


def _after_bracket(text: str, start: int, end: int) -> int:
    """Behind the bracket that a label leaves open: `Employer Identification Number (FEIN from IRS)`."""
    is_open = text.count("(", start, end) > text.count(")", start, end)
    return text.find(")", end) + 1 or end if is_open else end


def _looks_like_label(text: str, found: re.Match[str], *, follows: bool) -> bool:
    """It starts the line; or it follows a label, translates it or is capitalised and more than a word.

    `Surname / Nom`, `Sex F Date of birth`, `4a ISS 08/12/2021 4b EXP 08/12/2029`.
    """
    start, end = found.span()
    if start in {0, item_number(text)} or _is_translation(text[:start].rstrip()):
        return True
    capitalised = not (text[start].isascii() and text[start].islower())
    return follows and capitalised and (" " in found[0] or end - start <= ABBREVIATION)


def _is_translation(before: str) -> bool:
    """Whether what stands before a label is its name in another language, as in `有效期至/Date of expiry`."""
    return before.endswith("/") and len(before.split()) <= TRANSLATION_WORDS


def _after_notes(text: str, end: int) -> int:
    """Where `(mm/dd/yyyy) (if any)` behind a label ends."""
    match = _NOTE.match(text, end)
    return match.end() if match else end


def _shared(one: _Match, other: _Match) -> tuple[Meaning, ...]:
    """What two spellings side by side both may mean."""
    names = {meaning.field.name for meaning in other.meanings}
    return tuple(meaning for meaning in one.meanings if meaning.field.name in names)


def _is_boundary(text: str, index: int) -> bool:
    """Whether a word starts or ends at `index`; OCR may glue a label to its value (`SurnameERIKSSON`)."""
    if index in {0, len(text)}:
        return True
    before, after = text[index - 1], text[index]
    return not (before.isalnum() and after.isalnum()) or (before.islower() and after.isupper())


def without_notes(text: str) -> str:
    """`text` without what stands in brackets, such as `(mm/dd/yyyy)`."""
    return _NOTE.sub("", text)


def _has_colon(text: str, end: int) -> bool:
    return text[_after_notes(text, end) :].lstrip().startswith((":", "："))


def _plain(text: str) -> str:
    """`text` in lower case without accents, character by character, so that positions stay."""
    return "".join(unicodedata.normalize("NFKD", sign)[0].lower()[:1] or sign for sign in text)
