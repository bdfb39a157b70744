"""The typed values of a document: the machine readable zone first, then what is printed beside the labels."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import accumulate

from services.document.catalogue.catalogue import DocumentType, Field
from services.document.extraction.agreement import reconcile
from services.document.extraction.dates import DateStyle, date_style
from services.document.extraction.ends import ends_in_prose, with_usual_captions, year_alone
from services.document.extraction.fields import FieldMethod, FieldValue
from services.document.extraction.labels import Label, Meaning
from services.document.extraction.places import Candidate, LabelledPage
from services.document.extraction.plausibility import doubted
from services.document.extraction.prose import BY_SENTENCE, read_prose
from services.document.extraction.values import Reading, find_anywhere, may_follow, read_value
from services.document.mrz.reading import MrzReading
from services.document.reading.page import Page, ReadingMethod
from services.document.segments import Segment, segments

BEHIND_LABEL = 0.95
BESIDE_LABEL = 0.9
BY_PATTERN = 0.85
# Under a caption that stands in documents of other types too.
BY_USUAL_CAPTION = 0.9
BY_YEAR = 0.7
# Two readings of one field that differ: one of them is of something else.
CONTESTED = 0.8
# The longest forms have 40 pages; beyond stand attachments about other things.
PAGES_READ = 40

_CONTROL_NUMBER = re.compile(r"\b[O0]M[B8]\b")
_EXPIRY = re.compile(r"\s*exp(?:ires|iration)", re.IGNORECASE)
METHODS = {ReadingMethod.TEXT: FieldMethod.TEXT, ReadingMethod.OCR: FieldMethod.OCR}


def extract(
    document_type: DocumentType, pages: Sequence[Page], mrz: MrzReading | None, *, today: date | None = None
) -> dict[str, FieldValue]:
    """The fields of `document_type` that the pages show, in the catalogue's order; nothing is guessed.

    `mrz` counts only for types that carry one. `today` (by default the current day, UTC) resolves two-digit years.
    """
    today = today or datetime.now(UTC).date()
    printed = _read_printed(document_type, pages, today)
    zone = mrz.fields if mrz is not None and document_type.mrz else {}
    found = {
        field.name: reconcile(field, _from_zone(field, zone), printed.get(field.name)) for field in document_type.fields
    }
    return doubted({name: value for name, value in found.items() if value is not None}, document_type, today)


def _from_zone(field: Field, zone: Mapping[str, FieldValue]) -> FieldValue | None:
    """The zone's value for `field`; of an element that holds other things too only what looks like the field's."""
    value = zone.get(field.mrz or field.name)
    if value is None or not field.mrz or not field.pattern:
        return value
    match = re.search(field.pattern, value.value)
    return replace(value, value=match[0]) if match else None


def _read_printed(kind: DocumentType, pages: Sequence[Page], today: date) -> dict[str, FieldValue]:
    if not kind.fields:
        return {}
    style = date_style((page.text for page in pages), kind.date_order, today)
    readings: dict[str, list[FieldValue]] = defaultdict(list)
    for found in _read_segments(pages):
        read = (*_labelled(kind, found, style), *_unlabelled(kind, found, style), *_told(kind, found, style))
        for name, value in read:
            readings[name].append(value)
    if kind.expiry_field and kind.expiry_field not in readings:
        taken = {value.value for values in readings.values() for value in values}
        readings[kind.expiry_field] += _ends(kind, pages, style, taken)
    return {name: _best(values) for name, values in readings.items() if values}


def _ends(kind: DocumentType, pages: Sequence[Page], style: DateStyle, taken: set[str]) -> list[FieldValue]:
    """The day of the expiry field as documents of any type tell it; nothing where they tell several.

    A day that a label of the type has `taken` for another field is not it.
    """
    usual = with_usual_captions(kind)
    if usual is None:
        return _year(kind, pages, style)
    by_caption: list[FieldValue] = []
    by_sentence: list[FieldValue] = []
    for found in _read_segments(pages):
        for _, value in _labelled(usual, found, style):
            by_caption.append(replace(value, confidence=round(value.confidence * BY_USUAL_CAPTION, 4)))
        text, starts = _joined(found)
        for day, certainty in ends_in_prose(kind, text, style):
            segment = found[bisect_right(starts, day.start) - 1]
            by_sentence.append(_value(Reading(day.value.isoformat(), day.certainty), certainty, segment, segment.text))
    return _agreed(by_caption, taken) or _agreed(by_sentence, taken)


def _year(kind: DocumentType, pages: Sequence[Page], style: DateStyle) -> list[FieldValue]:
    """The year that a tax paper is of, where its first page names no other."""
    found = next(_read_segments(pages), [])
    text, starts = _joined(found)
    year = year_alone(kind, text, style)
    if year is None:
        return []
    segment = found[bisect_right(starts, year[1]) - 1]
    return [_value(Reading(year[0]), BY_YEAR, segment, segment.text)]


def _agreed(values: list[FieldValue], taken: set[str]) -> list[FieldValue]:
    left = [value for value in values if value.value not in taken]
    return left if len({value.value for value in left}) == 1 else []


def _read_segments(pages: Sequence[Page]) -> Iterator[list[Segment]]:
    """Of each page what may hold a value, zones aside."""
    for page in pages[:PAGES_READ]:
        yield _without_control_number([segment for segment in segments(page) if "<<" not in segment.text])


def _without_control_number(found: list[Segment]) -> list[Segment]:
    """Without the corner "OMB No. 1615-0047, Expires 03/31/2016": that day ends the form's use, not the document."""
    corners = [segment for segment in found if _CONTROL_NUMBER.search(segment.text)]
    return [
        segment
        for segment in found
        if segment not in corners
        and not (_EXPIRY.match(segment.text) and any(_stands_by(segment, corner) for corner in corners))
    ]


def _stands_by(segment: Segment, corner: Segment) -> bool:
    below = segment.box[1] - corner.box[1]
    across = min(segment.box[2], corner.box[2]) - max(segment.box[0], corner.box[0])
    return -0.5 * corner.height < below < (3 if across > 0 else 0.5) * corner.height


def _labelled(kind: DocumentType, found: list[Segment], style: DateStyle) -> Iterator[tuple[str, FieldValue]]:
    page = LabelledPage(found, kind)
    for label in page.labels():
        candidates = page.candidates(label)
        for meaning in label.meanings:
            values = (_at(candidate, label, meaning, style) for candidate in candidates)
            value = next((value for value in values if value is not None), None)
            if value is not None:
                yield meaning.field.name, value


def _at(candidate: Candidate, label: Label, meaning: Meaning, style: DateStyle) -> FieldValue | None:
    is_behind = candidate.segment is label.segment
    if is_behind and not label.has_colon and not may_follow(meaning.field, label.printed, candidate.text):
        return None
    reading = read_value(meaning.field, candidate.text, style, is_period=meaning.is_period)
    place = BEHIND_LABEL if is_behind else BESIDE_LABEL
    return _value(reading, place, candidate.segment, candidate.text) if reading else None


def _unlabelled(kind: DocumentType, found: list[Segment], style: DateStyle) -> Iterator[tuple[str, FieldValue]]:
    text, starts = _joined(found)
    for field in kind.fields:
        if field.anywhere:
            for reading, place in find_anywhere(field, text, style):
                segment = found[bisect_right(starts, place) - 1]
                yield field.name, _value(reading, BY_PATTERN, segment, segment.text)


def _told(kind: DocumentType, found: list[Segment], style: DateStyle) -> Iterator[tuple[str, FieldValue]]:
    text, starts = _joined(found)
    for name, reading, place in read_prose(kind, text, style):
        segment = found[bisect_right(starts, place) - 1]
        yield name, _value(reading, BY_SENTENCE, segment, segment.text)


def _joined(found: list[Segment]) -> tuple[str, list[int]]:
    """The text of all segments, one a line, and where each begins in it."""
    starts = accumulate((len(segment.text) + 1 for segment in found), initial=0)
    return "\n".join(segment.text for segment in found), list(starts)


def _value(reading: Reading, place: float, segment: Segment, printed: str) -> FieldValue:
    confidence = round(place * reading.certainty * segment.score, 4)
    method = METHODS[segment.method]
    return FieldValue(reading.value, confidence, segment.page, segment.box, method, printed=printed.strip())


def _best(values: Iterable[FieldValue]) -> FieldValue:
    """The surest reading, of equals the first; less sure where an equal one says something else."""
    ranked = sorted(values, key=lambda value: -value.confidence)
    best = ranked[0]
    if any(other.value != best.value and other.confidence >= best.confidence for other in ranked):
        return replace(best, confidence=round(best.confidence * CONTESTED, 4))
    return best
