"""Undoing what OCR confused in a zone, by the class of each position and by the check digits.

A repair is accepted only if the check digits agree with it, and only if no other likely one would do as well.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from services.document.extraction.fields import FieldEvidence
from services.document.mrz.check_digits import FILLER, agrees
from services.document.mrz.confusions import readings, respellings, substitutions
from services.document.mrz.dates import is_calendar_date
from services.document.mrz.formats import CHECKED, COMPOSITE, Element, MrzFormat, characters_at
from services.document.mrz.states import STATES

DATES = (Element.DATE_OF_BIRTH, Element.EXPIRATION_DATE)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone as settled: `text` of all lines, positions of each element in it, and what the check digits say.

    `evidence` has the elements that hold something and that a check digit covers. `valid`: every check digit agrees.
    """

    text: str
    positions: Mapping[Element, tuple[int, ...]]
    evidence: Mapping[Element, FieldEvidence]
    valid: bool

    def of(self, element: Element) -> str:
        return _at(self.text, self.positions[element])


def repair(text: str, layout: MrzFormat) -> Zone:
    """Settle a zone of exactly the layout's size: first each element by its own digit, then all by the composite."""
    text = _by_class(text, layout)
    positions = {element: layout.positions(element) for element in Element}
    covered = {element: positions[element] + layout.positions(element.digit) for element in CHECKED}
    if layout.long_numbers and (run := _continuation(text, layout)):
        covered[Element.DOCUMENT_NUMBER] = positions[Element.DOCUMENT_NUMBER] + run
        positions[Element.DOCUMENT_NUMBER] += run[:-1]
        positions[Element.OPTIONAL_DATA] = tuple(p for p in positions[Element.OPTIONAL_DATA] if p not in run)
    evidence: dict[Element, FieldEvidence] = {}
    for element in (element for element in CHECKED if layout.positions(element.digit)):
        text, evidence[element] = _settled(text, covered[element], layout, _is_date if element in DATES else None)
    valid = FieldEvidence.REFUTED not in evidence.values()
    if layout.positions(COMPOSITE):
        text, overall = _by_composite(text, layout, positions[Element.OPTIONAL_DATA], repairable=valid)
        valid = valid and overall is not FieldEvidence.REFUTED
        evidence = _judged_again(evidence, overall)
    held = {element: state for element, state in evidence.items() if _at(text, positions[element]).strip(FILLER)}
    return Zone(text, positions, held, valid)


def _by_class(text: str, layout: MrzFormat) -> str:
    """Settle what no check digit covers: letters where only letters may stand, known states, a known document code."""
    for element in (Element.NAMES, Element.SEX):
        positions = layout.positions(element)
        read = (readings(character, characters_at(element)) or FILLER for character in _at(text, positions))
        text = _written(text, positions, "".join(likely[0] for likely in read))
    for element in (Element.ISSUING_STATE, Element.NATIONALITY):
        positions = layout.positions(element)
        text = _written(text, positions, _state(_at(text, positions)))
    return (readings(text[0], layout.codes) or text)[0] + text[1:]


def _state(read: str) -> str:
    """The likeliest reading that is a code of ICAO 9303-3, section 5, else the likeliest that has no digits."""
    spellings = list(respellings(read, [characters_at(Element.ISSUING_STATE)] * len(read)))
    return next((spelling for spelling in spellings if spelling in STATES), spellings[0] if spellings else read)


def _continuation(text: str, layout: MrzFormat) -> tuple[int, ...]:
    """Positions in the optional data of the rest of a long document number and its check digit, which comes last.

    The number runs on where its own digit's place is the filler, up to the next filler (9303-5, 4.2.2.1 note j).
    """
    (digit,) = layout.positions(Element.DOCUMENT_NUMBER.digit)
    if text[digit] != FILLER or FILLER in _at(text, layout.positions(Element.DOCUMENT_NUMBER)):
        return ()
    beside = layout.positions(Element.OPTIONAL_DATA)
    line_end = (digit // layout.length + 1) * layout.length
    run = tuple(takewhile(lambda p: p in beside and text[p] != FILLER, range(digit + 1, line_end)))
    return run if len(run) > 1 else ()


def _settled(
    text: str, covered: Sequence[int], layout: MrzFormat, plausible: Callable[[str], bool] | None
) -> tuple[str, FieldEvidence]:
    """The zone with one element settled by its own digit, the last of `covered`."""
    marks = "".join(layout.lines)
    allowed: list[str] = [characters_at(marks[position]) for position in covered]
    allowed[-1] = characters_at(Element.DATE_OF_BIRTH)
    spelling, evidence = settle(_at(text, covered), allowed, plausible)
    return _written(text, covered, spelling), evidence


def _by_composite(
    text: str, layout: MrzFormat, optional: Sequence[int], *, repairable: bool
) -> tuple[str, FieldEvidence]:
    """The zone settled by its composite digit.

    Only that digit may be repaired, and the optional data where no digit of its own covers it: everything else has
    been settled by its own. Nothing is `repairable` while one of those disagrees, which alone upsets the composite.
    """
    covered = layout.composite_positions + layout.positions(COMPOSITE)
    free = () if layout.positions(Element.OPTIONAL_DATA.digit) else optional
    read = _at(text, covered)
    allowed: list[str] = [
        characters_at(Element.OPTIONAL_DATA) if position in free else text[position] for position in covered
    ]
    allowed[-1] = characters_at(COMPOSITE)
    if not repairable:
        return text, FieldEvidence.VERIFIED if agrees(read[:-1], read[-1]) else FieldEvidence.REFUTED
    spelling, evidence = settle(read, allowed)
    return _written(text, covered, spelling), evidence


def _judged_again(
    evidence: Mapping[Element, FieldEvidence], overall: FieldEvidence
) -> dict[Element, FieldEvidence]:
    """Drop repairs that the composite contradicts; it alone speaks for optional data without a digit of its own."""
    judged = dict(evidence)
    if overall is FieldEvidence.REFUTED:
        judged = {
            element: overall if state is FieldEvidence.REPAIRED else state for element, state in evidence.items()
        }
    judged.setdefault(Element.OPTIONAL_DATA, overall)
    return judged


def settle(
    read: str, allowed: Sequence[str], plausible: Callable[[str], bool] | None = None
) -> tuple[str, FieldEvidence]:
    """What `read`, its check digit last, most likely says: as read, or repaired in the one way that agrees.

    `allowed` has the characters that may stand in each position. Characters that can't stand where they were read are
    replaced first; only if that isn't enough, a single other one is. Two spellings that agree settle nothing: the
    likeliest reading comes back, refuted.
    """

    def agreeing(spellings: Iterable[str]) -> set[str]:
        return {one for one in spellings if agrees(one[:-1], one[-1]) and (plausible is None or plausible(one[:-1]))}

    typed = list(dict.fromkeys(respellings(read, allowed)))
    if read in typed and agreeing([read]):
        return read, FieldEvidence.VERIFIED
    found = agreeing(typed) or agreeing(other for one in typed for other in substitutions(one, allowed))
    if len(found) == 1:
        return found.pop(), FieldEvidence.REPAIRED
    return typed[0] if typed else read, FieldEvidence.REFUTED


def _is_date(text: str) -> bool:
    """Calendar days, and dates that leave a part unknown with fillers; a wrong date may well have the right digit."""
    return FILLER in text or is_calendar_date(text)


def _at(text: str, positions: Iterable[int]) -> str:
    return "".join(text[position] for position in positions)


def _written(text: str, positions: Iterable[int], spelling: str) -> str:
    """`text` with `spelling` at these positions."""
    replaced = dict(zip(positions, spelling, strict=True))
    return "".join(replaced.get(position, character) for position, character in enumerate(text))
