"""What a machine readable zone says, element by element, with the place of each on the page."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean
from typing import Self

from services.document.extraction.fields import FieldEvidence, FieldMethod, FieldValue
from services.document.mrz.check_digits import FILLER
from services.document.mrz.confusions import INVISIBLE
from services.document.mrz.dates import birth_date, expiry_date
from services.document.mrz.formats import TD3, Characters, Element, MrzFormat, characters_at
from services.document.mrz.repair import Zone, repair
from services.document.mrz.strips import Strip, text_of
from services.document.reading.page import Box, enclosing
from services.document.reading.turning import turned

CONFIDENCE: Mapping[FieldEvidence, float] = {
    FieldEvidence.VERIFIED: 0.99,
    FieldEvidence.REPAIRED: 0.95,
    FieldEvidence.NOT_COVERED: 0.9,
    FieldEvidence.REFUTED: 0.4,
}
"""The shares of right readings among verified and repaired ones that were measured (see `settle`). What no digit covers
or what it contradicts is worth that much of the reader's own certainty."""

UNSEEN = 0.97
"""What a verified value keeps of its confidence that may be another one with the same check digit, and stands nowhere
else on the page. Of misread numbers 6 % agree with their digit all the same, most of them for a `G` read as `6`."""

SEXES = {"F": "F", "M": "M", "X": "X", FILLER: "X"}
"""The filler stands for unspecified."""

SURE = frozenset({FieldEvidence.VERIFIED, FieldEvidence.REPAIRED})

Span = tuple[str, Sequence[int]]
"""A text and the positions in the zone it was read from."""


@dataclass(frozen=True, slots=True)
class MrzReading:
    """One zone. `lines` are as long as the format asks, repaired; `valid` says that every check digit agrees.

    `fields` are named document_code, issuing_state, document_number, nationality, date_of_birth, sex (`M`, `F`, `X`),
    expiration_date, surname, given_names, and for the optional data personal_number (TD3) or optional_data (the other
    formats). Blank elements and dates that no calendar has are left out.
    """

    format: str
    lines: tuple[str, ...]
    fields: Mapping[str, FieldValue]
    valid: bool
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to read some strips as a zone of one format."""

    layout: MrzFormat
    glyphs: Strip
    zone: Zone
    printed: Collection[str]

    @classmethod
    def at(cls, strips: Sequence[Strip], layout: MrzFormat, printed: Collection[str] = ()) -> Self:
        """`strips` are the lines of the zone, each of the format's length; `printed` are the words of the page."""
        glyphs = tuple(glyph for strip in strips for glyph in strip)
        return cls(layout, glyphs, repair(text_of(glyphs), layout, printed), printed)

    @property
    def agreeing(self) -> int:
        """How many of document number, birth and expiry are there and agree with their digits."""
        elements = (Element.DOCUMENT_NUMBER, Element.DATE_OF_BIRTH, Element.EXPIRATION_DATE)
        return sum(self.zone.evidence.get(element) in SURE for element in elements)

    @property
    def missing(self) -> int:
        """How many fillers had to be added."""
        return sum(not glyph.is_read for glyph in self.glyphs)

    @property
    def repairs(self) -> int:
        """How many characters were replaced."""
        return sum(glyph.character != character for glyph, character in zip(self.glyphs, self.zone.text, strict=True))

    def reading(self, page: int, rotation: int, today: date) -> MrzReading:
        """The fields of the zone on page `page`, which its reader turned by `rotation` degrees."""
        fields = {
            name: self._field(value, positions, element, page, rotation)
            for name, element, (value, positions) in self._values(today)
            if value
        }
        box = turned(enclosing(tuple(glyph.box for glyph in self.glyphs)), -rotation)
        return MrzReading(self.layout.name, self.layout.split(self.zone.text), fields, self.zone.valid, page, box)

    def _values(self, today: date) -> Iterator[tuple[str, Element, Span]]:
        for element in (Element.DOCUMENT_CODE, Element.ISSUING_STATE, Element.DOCUMENT_NUMBER, Element.NATIONALITY):
            yield element.name.lower(), element, self._plain(element)
        for element, dated in ((Element.DATE_OF_BIRTH, birth_date), (Element.EXPIRATION_DATE, expiry_date)):
            day = dated(self.zone.of(element), today)
            yield element.name.lower(), element, (day.isoformat() if day else "", self.zone.positions[element])
        yield "sex", Element.SEX, (SEXES.get(self.zone.of(Element.SEX), ""), self.zone.positions[Element.SEX])
        for name, span in zip(("surname", "given_names"), self._names(), strict=True):
            yield name, Element.NAMES, span
        optional = "personal_number" if self.layout is TD3 else "optional_data"
        yield optional, Element.OPTIONAL_DATA, self._plain(Element.OPTIONAL_DATA)

    def _plain(self, element: Element) -> Span:
        """The element without fillers at its ends; parts on two lines (TD1) are set off from each other."""
        positions = self.zone.positions[element]
        length = self.layout.length
        parts = (self.zone.text[p] + (FILLER if p % length == length - 1 else "") for p in positions)
        return _spaced("".join(parts)), [p for p in positions if self.zone.text[p] != FILLER]

    def _names(self) -> tuple[Span, Span]:
        """Primary and secondary identifier, parted by two fillers (ICAO 9303-3, 4.6)."""
        positions = self.zone.positions[Element.NAMES]
        surname, _, given = self.zone.of(Element.NAMES).rstrip(FILLER).partition(2 * FILLER)
        first, last = len(surname), len(given)
        return (_spaced(surname), positions[:first]), (_spaced(given), positions[first + 2 : first + 2 + last])

    def _field(self, value: str, positions: Sequence[int], element: Element, page: int, rotation: int) -> FieldValue:
        evidence = self.zone.evidence.get(element, FieldEvidence.NOT_COVERED)
        glyphs = [self.glyphs[position] for position in positions]
        certainty = self._seen(value, positions) if evidence in SURE else mean(glyph.score for glyph in glyphs)
        return FieldValue(
            value=value,
            confidence=CONFIDENCE[evidence] * certainty,
            page=page,
            box=turned(enclosing(tuple(glyph.box for glyph in glyphs)), -rotation),
            method=FieldMethod.MRZ,
            evidence=evidence,
        )

    def _seen(self, value: str, positions: Sequence[int]) -> float:
        """Whether the check digit would tell `value` from every other that it is often taken for."""
        marks = "".join(self.layout.lines)
        free = (self.zone.text[p] for p in positions if characters_at(marks[p]) is Characters.ALPHANUMERIC)
        return 1.0 if INVISIBLE.keys().isdisjoint(free) or value in self.printed else UNSEEN


def _spaced(text: str) -> str:
    return re.sub(f"{FILLER}+", " ", text).strip()
