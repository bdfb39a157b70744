"""Undoing what OCR confused in a zone: by the class of each position, then by the check digits.

A repair of what check digits cover is accepted only if they agree with it, and if no other one would do as well.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from services.document.extraction.fields import FieldEvidence
from services.document.mrz.check_digits import FILLER
from services.document.mrz.dates import is_calendar_date
from services.document.mrz.formats import CHECKED, COMPOSITE, Characters, Element, MrzFormat, at, characters_at, written
from services.document.mrz.settle import settle
from services.document.mrz.uncovered import settle_uncovered

DATES = (Element.DATE_OF_BIRTH, Element.EXPIRATION_DATE)

Evidence = Mapping[Element, FieldEvidence]
Places = dict[Element, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as settled: `text` of all lines, positions of each element in it, and what the check digits say.

    `evidence` has the elements that hold something and that a check digit covers. `valid`: every check digit agrees.
    """

    text: str
    positions: Mapping[Element, tuple[int, ...]]
    evidence: Evidence
    valid: bool

    def of(self, element: Element) -> str:
        return at(self.text, self.positions[element])


def repair(read: str, layout: MrzFormat, printed: Collection[str] = ()) -> Zone:
    """Settle a zone of exactly the layout's size: first each element by its own digit, then all by the composite.

    Where an element's own digit disagrees the composite speaks for nothing: it covers that element too.
    `printed` are words of the same page: one that is printed there helps to choose between repairs.
    """
    text = settle_uncovered(read, layout)
    positions, covered = _places(text, layout)
    evidence = {}
    for element, places in covered.items():
        allowed: Sequence[str] = [characters_at(element)] * (len(places) - 1) + [Characters.NUMERIC]
        plausible, words = (_is_date, ()) if element in DATES else (None, printed)
        spelling, evidence[element] = settle(at(text, places), allowed, plausible, words)
        text = written(text, places, spelling)
    valid = FieldEvidence.REFUTED not in evidence.values()
    if layout.positions(COMPOSITE):
        overall = FieldEvidence.REFUTED
        if valid:
            free = () if Element.OPTIONAL_DATA in covered else positions[Element.OPTIONAL_DATA]
            text, overall = _by_composite(text, layout, free)
        evidence.setdefault(Element.OPTIONAL_DATA, overall)
        if overall is FieldEvidence.REFUTED:
            valid = False
            text = _withdrawn(evidence, covered, read, text)
    return Zone(text, positions, _of_what_is_held(evidence, positions, read, text), valid)


def _places(text: str, layout: MrzFormat) -> tuple[Places, Places]:
    """Positions of every element, and what each check digit covers with the digit itself last.

    A long document number runs on into the optional data and ends with its digit.
    """
    positions = {element: layout.positions(element) for element in Element}
    covered = {e: positions[e] + layout.positions(e.digit) for e in CHECKED if layout.positions(e.digit)}
    if layout.long_numbers and (run := _continuation(text, layout)):
        covered[Element.DOCUMENT_NUMBER] = positions[Element.DOCUMENT_NUMBER] + run
        positions[Element.DOCUMENT_NUMBER] += run[:-1]
        positions[Element.OPTIONAL_DATA] = tuple(p for p in positions[Element.OPTIONAL_DATA] if p not in run)
    return positions, covered


def _continuation(text: str, layout: MrzFormat) -> tuple[int, ...]:
    """Positions in the optional data of the rest of a long document number with its digit; empty for other numbers.

    The filler in the digit's own place says so, and the next filler ends it (ICAO 9303-5 and 9303-6, 4.2.2).
    """
    (digit,) = layout.positions(Element.DOCUMENT_NUMBER.digit)
    if text[digit] != FILLER or FILLER in at(text, layout.positions(Element.DOCUMENT_NUMBER)):
        return ()
    line_end = (digit // layout.length + 1) * layout.length
    optional = (position for position in layout.positions(Element.OPTIONAL_DATA) if position < line_end)
    run = tuple(takewhile(lambda position: text[position] != FILLER, optional))
    return run if len(run) > 1 else ()


def _by_composite(text: str, layout: MrzFormat, free: Sequence[int]) -> tuple[str, FieldEvidence]:
    """The zone settled by its composite digit.

    Only that digit may be repaired, and the `free` positions of optional data: everything else has been settled by its
    own digit.
    """
    covered = layout.composite_positions + layout.positions(COMPOSITE)
    allowed = [Characters.ALPHANUMERIC.value if place in free else text[place] for place in covered[:-1]]
    spelling, evidence = settle(at(text, covered), [*allowed, Characters.NUMERIC])
    return written(text, covered, spelling), evidence


def _withdrawn(evidence: dict[Element, FieldEvidence], covered: Places, read: str, text: str) -> str:
    """Take back repairs that the composite contradicts; dates, which can't be as they were read, keep their digits."""
    for element in [element for element, state in evidence.items() if state is FieldEvidence.REPAIRED]:
        evidence[element] = FieldEvidence.REFUTED
        if element not in DATES:
            text = written(text, covered[element], at(read, covered[element]))
    return text


def _of_what_is_held(evidence: Evidence, positions: Mapping[Element, Sequence[int]], read: str, text: str) -> Evidence:
    """Evidence of elements that aren't blank; one that agrees only because characters were replaced is repaired."""
    held = {element: state for element, state in evidence.items() if at(text, positions[element]).strip(FILLER)}
    return {
        element: FieldEvidence.REPAIRED
        if state is FieldEvidence.VERIFIED and at(read, positions[element]) != at(text, positions[element])
        else state
        for element, state in held.items()
    }


def _is_date(text: str) -> bool:
    """Calendar days, and dates that leave a part unknown with fillers; a wrong date may well have the right digit."""
    return FILLER in text or is_calendar_date(text)
