"""What in a document speaks for a type, each with a weight.

The weights are relative: a control number alone settles the matter, a title needs to be long or to have company, a
phrase or label never suffices.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import chain

from services.document.catalogue.catalogue import UNCLASSIFIED, Catalogue
from services.document.classification.search import Hit, PageText
from services.document.mrz.reading import MrzReading
from services.document.reading.page import Box
from services.document.segments import fold, item_number, position_after

MRZ_WEIGHT = 8.0
OMB_WEIGHT = 5.0
FORM_WEIGHT = 3.0
TITLE_WEIGHTS = (1.0, 1.6, 2.2)
PHRASE_WEIGHT = 1.0
LABEL_WEIGHT = 0.8
FILENAME_WEIGHT = 0.5
EMBEDDING_WEIGHT = 0.6
# Cosine that any two texts may have, and how many types are taken for near.
NO_LIKENESS = 0.2
NEAREST = 3

# In page fractions: above and below them forms bear their numbers.
HEAD = 0.2
FOOT = 0.88

# "OMB No. 1615-0047", "OMB APPROVAL NO.1405-0119", "OMB Control Number: 1653-0038"; OCR reads O and 0, B and 8 alike.
_OMB = re.compile(r"[O0]M[B8]\W{0,3}(?:[A-Za-z]{1,10}\W{0,3}){0,4}([\dOolISB]{4})\s?[-–—]\s?([\dOolISB]{4})\b")
_OCR_DIGITS = str.maketrans("OolISB", "001158")
_FORM_SUFFIX = re.compile(
    r"(?:\s[A-Z](?:[-/][A-Z])?\b)?\s*(?:$|[,|—–]|-\s|\(?\s*(?:edition|ed\.|rev|instructions|page|supplement|\d{1,2}/))",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"\b(?:edition|rev|page)\b", re.IGNORECASE)
_PAGE_PREFIX = r"(?:page\s*\d+(?:\s*of\s*\d+)?\s+)?"
# What follows these names another document.
_REFERENCES = ("casetype", "applicationtype", "formtype", "re", "subject")


class ClassificationMethod(StrEnum):
    """What decided."""

    MRZ = "mrz"
    OMB_NUMBER = "omb_number"
    FORM_NUMBER = "form_number"
    TITLE = "title"
    PHRASE = "phrase"
    LABEL = "label"
    FILENAME = "filename"
    EMBEDDING = "embedding"
    CORRECTION = "correction"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that speaks for the type `code`; `text` is what was found."""

    code: str
    method: ClassificationMethod
    weight: float
    text: str
    page: int = 1
    box: Box | None = None
    finding: str = ""
    """Folded wording, so that a phrase found twice counts once."""
    likeness: float = 0.0
    """Cosine to what the type means, where that is the signal."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near a document's meaning is to each type, as cosines; `is_to_example` where nearest to an example of one.

    What explains documents is nearest to a description.
    """

    cosines: Mapping[str, float] = field(default_factory=dict)
    is_to_example: bool = False


def mrz_signals(catalogue: Catalogue, mrz: MrzReading, first_page: int) -> Iterator[Signal]:
    """Types whose documents carry such a zone (ICAO 9303-3, 4.5; 9303-4 to 9303-7 for the codes).

    A zone on a later page counts less: a packet may hold the copy of a passport.
    """
    weight = MRZ_WEIGHT * (1.0 if mrz.valid else 0.6) * (1.0 if mrz.page <= first_page else 0.4)
    code, state = (mrz.fields[name].value if name in mrz.fields else "" for name in ("document_code", "issuing_state"))
    for kind in catalogue.types:
        if kind.mrz and re.search(kind.mrz, code.ljust(2, "<") + state):
            yield Signal(kind.code, ClassificationMethod.MRZ, weight, f"{code} {state}".strip(), mrz.page, mrz.box)


def omb_signals(catalogue: Catalogue, page: PageText) -> Iterator[Signal]:
    """Types of a control number as US forms print it (5 CFR 1320.3(f)); one that types share says little."""
    for number, match in _control_numbers(page):
        codes = _by_omb_number(catalogue).get(number, ())
        weight = OMB_WEIGHT if len(codes) == 1 else FORM_WEIGHT / 2
        for code in codes:
            box = page.segment_at(match.start(1)).box
            yield Signal(code, ClassificationMethod.OMB_NUMBER, weight * page.weight, match[0], page.number, box)


def bears_unknown_number(catalogue: Catalogue, page: PageText) -> bool:
    """Whether the page is of a form that the catalogue does not have."""
    numbers = {number for number, _ in _control_numbers(page)}
    return bool(numbers) and not numbers & _by_omb_number(catalogue).keys()


def _control_numbers(page: PageText) -> Iterator[tuple[str, re.Match[str]]]:
    for match in _OMB.finditer(page.text):
        yield f"{match[1]}-{match[2]}".translate(_OCR_DIGITS), match


def form_signals(catalogue: Catalogue, page: PageText) -> Iterator[Signal]:
    """Types whose form number heads or foots the page; a number inside a sentence names some other paper."""
    for segment in page.own_segments(_REFERENCES):
        at_edge = segment.box[1] < HEAD or segment.box[3] > FOOT or _FOOTER.search(segment.text)
        for code, pattern in _form_patterns(catalogue):
            if (match := pattern.match(segment.text)) and _FORM_SUFFIX.match(segment.text, match.end()):
                weight = FORM_WEIGHT * page.weight * (1.0 if at_edge else 0.6)
                yield Signal(code, ClassificationMethod.FORM_NUMBER, weight, segment.text, page.number, segment.box)


def is_footer(signal: Signal) -> bool:
    """Whether it is a form number at the foot of a page, or one with the edition or the page beside it."""
    if signal.method is not ClassificationMethod.FORM_NUMBER:
        return False
    return bool(_FOOTER.search(signal.text)) or (signal.box is not None and signal.box[3] > FOOT)


def wording_signals(catalogue: Catalogue, page: PageText) -> Iterator[Signal]:
    """Titles and phrases; of two that overlap the longer one counts.

    "Application for Employment Authorization" holds the title of the card that it asks for.
    """
    wording = _wording(catalogue)
    for hit in page.longest_hits(wording, _REFERENCES):
        known = wording[hit.needle]
        for code, method in known.claims:
            is_title = method is ClassificationMethod.TITLE
            weight = _title_weight(hit, known.words, page) if is_title else _phrase_weight(hit, page)
            if weight:
                rarity = len(known.claims) ** -0.5
                yield Signal(code, method, weight * rarity, hit.text, page.number, hit.box, hit.needle)


def _title_weight(hit: Hit, words: int, page: PageText) -> float:
    if hit.coverage < (0.95 if words == 1 else 0.8 if words == 2 else 0.5):
        return 0.0
    weight = TITLE_WEIGHTS[min(words, len(TITLE_WEIGHTS)) - 1] * (1.0 if hit.coverage > 0.8 else 0.6)
    place = 1.0 if page.is_first and hit.box[1] < 0.35 else 0.7 * page.weight
    return weight * place * (1.25 if hit.height > 1.3 * page.line_height else 1.0)


def _phrase_weight(hit: Hit, page: PageText) -> float:
    if len(hit.needle) < 10 and not hit.starts_segment:
        return 0.0
    return PHRASE_WEIGHT * page.weight


def label_signals(catalogue: Catalogue, page: PageText) -> Iterator[Signal]:
    """Types whose fields bear the labels that stand on the page; a label of many types says little."""
    for segment in page.segments:
        label = _leading_label(segment.text, _by_label(catalogue))
        codes = _by_label(catalogue).get(label, ())
        for code in codes:
            weight = LABEL_WEIGHT * len(codes) ** -0.7 * page.weight
            yield Signal(code, ClassificationMethod.LABEL, weight, segment.text, page.number, segment.box, label)


def _leading_label(text: str, labels: Mapping[str, object]) -> str:
    """The label that `text` begins with, or that stands behind its name in a language that we don't know."""
    text = text[item_number(text) :]
    folded = fold(text)
    label = next((folded[:length] for length in range(min(len(folded), 60), 1, -1) if folded[:length] in labels), "")
    rest = text[position_after(text, len(label)) :].strip()
    is_label = not rest or rest[0] in ":/(►" or len(label) > 0.4 * len(folded)
    if label and is_label:
        return label
    _, slash, translated = text.partition("/")
    return _leading_label(translated, labels) if slash else ""


def filename_signals(catalogue: Catalogue, filename: str) -> Iterator[Signal]:
    """Types that the file's name mentions: a hint that can tip the scales, never more."""
    name = fold(filename)
    for kind in catalogue.types:
        if any(len(fold(word)) > 2 and fold(word) in name for word in (kind.code, *kind.aliases, *kind.form_numbers)):
            yield Signal(kind.code, ClassificationMethod.FILENAME, FILENAME_WEIGHT, filename)


def embedding_signals(likeness: Likeness, page: PageText) -> Iterator[Signal]:
    """The types whose meaning is nearest to the document's, which begins on `page`; the nearest counts in full.

    None of those that are farther from it than what is no document of ours: guides, adverts, tickets.
    """
    floor = likeness.cosines.get(UNCLASSIFIED, 0.0)
    nearest = sorted((item for item in likeness.cosines.items() if item[1] > floor), key=lambda item: -item[1])
    head = page.segments[0]
    for place, (code, cosine) in enumerate(nearest[:NEAREST]):
        weight = min(EMBEDDING_WEIGHT, 2 * (cosine - NO_LIKENESS)) / (1 + place)
        if weight > 0:
            yield Signal(
                code, ClassificationMethod.EMBEDDING, weight, head.text, page.number, head.box, likeness=cosine
            )


@cache
def _by_omb_number(catalogue: Catalogue) -> Mapping[str, list[str]]:
    codes: dict[str, list[str]] = defaultdict(list)
    for kind in catalogue.types:
        for number in kind.omb_numbers:
            codes[number].append(kind.code)
    return dict(codes)


@cache
def _form_patterns(catalogue: Catalogue) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (kind.code, re.compile(_form_pattern(number), re.IGNORECASE))
        for kind in catalogue.types
        for number in kind.form_numbers
    ]


def _form_pattern(number: str) -> str:
    """`Form I-765` or a bare `I-765`, not a bare `I765`: that is how notices name what they are about."""
    letters, hyphen, digits = number.rpartition("-")
    bare = re.escape(letters).replace("I", "[Il1|]") + r"\s?[-–—]\s?" + re.escape(digits)
    return rf"{_PAGE_PREFIX}(?:(?:uscis\s+|eta\s+)?form\s+){'?' if hyphen else ''}{bare if hyphen else digits}(?![\w-])"


@dataclass(frozen=True, slots=True)
class Wording:
    """How many words a title or phrase has, and for which types it speaks."""

    words: int
    claims: tuple[tuple[str, ClassificationMethod], ...]


@cache
def _wording(catalogue: Catalogue) -> Mapping[str, Wording]:
    claims: dict[str, dict[str, ClassificationMethod]] = defaultdict(dict)
    words: dict[str, int] = {}
    for kind in catalogue.types:
        for method, texts in ((ClassificationMethod.TITLE, kind.titles), (ClassificationMethod.PHRASE, kind.phrases)):
            for text in texts:
                words[fold(text)] = len(text.split())
                claims[fold(text)].setdefault(kind.code, method)
    return {text: Wording(words[text], tuple(found.items())) for text, found in claims.items()}


@cache
def _by_label(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for kind in catalogue.types:
        for label in chain.from_iterable((*each.labels, *each.period_labels) for each in kind.fields):
            codes[fold(label)].add(kind.code)
    return {label: tuple(sorted(found)) for label, found in codes.items()}


def strongest(signals: Iterable[Signal]) -> list[Signal]:
    """Of equal findings (the same words for the same type by the same method) the one that weighs most."""
    best: dict[tuple[str, ClassificationMethod, str], Signal] = {}
    for signal in signals:
        one_counts = signal.method not in {ClassificationMethod.PHRASE, ClassificationMethod.LABEL}
        key = (signal.code, signal.method, "" if one_counts else signal.finding)
        if key not in best or signal.weight > best[key].weight:
            best[key] = signal
    return list(best.values())
