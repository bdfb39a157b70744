"""Holders of travel documents by chance, with what real zones have and specimens lack."""

from random import Random

from services.document.mrz.check_digits import FILLER, check_digit
from services.document.mrz.formats import MRV_A, MRV_B, TD1, TD2, TD3, Element, MrzFormat
from tests.services.document.mrz.zones import rendered

CODES = {
    TD1: ("I<", "ID", "AC", "C<", "IP", "A<"),
    TD2: ("I<", "ID", "AC"),
    TD3: ("P<", "PD", "PP", "PM", "PO"),
    MRV_A: ("V<", "VN"),
    MRV_B: ("V<", "VC"),
}
US_CARDS = ("C1", "C2", "CA", "IA")
STATES = ("UTO", "USA", "IND", "D<<", "MEX", "CHN", "OMN", "ISL", "GBR", "BRA", "SLV", "DOM", "ZAF", "PHL", "BGD")
SURNAMES = ("OKONKWO", "SINGH", "LI", "GARCIA<LOPEZ", "OBRIEN", "KOZLOWSKI", "ZHANG", "DOS<SANTOS", "BECK", "QUISPE")
GIVEN = ("JOAO", "KATE<ELLA", "CECILIA", "MIKKEL", "XU", "BOZIDAR", "SOLEDAD<ISABEL", "GURPREET", "ANNA<MARIA", "LI")
LONG_SURNAME = "PAPANDREOPOULOS<VON<HOHENSTAUFEN"
LETTERS, DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"


def a_zone(layout: MrzFormat, chance: Random) -> tuple[str, ...]:
    """The lines of a valid zone: every tenth name truncated, long numbers, US cards, unknown parts of a birth."""
    elements = _elements(layout, chance)
    if layout is TD1 and chance.random() < 0.25:
        elements |= {
            Element.DOCUMENT_CODE: chance.choice(US_CARDS),
            Element.ISSUING_STATE: "USA",
            Element.DOCUMENT_NUMBER: _some(DIGITS, 9, chance),
            Element.OPTIONAL_DATA: chance.choice(("IOE", "SRC", "MSC", "WAC")) + _some(DIGITS, 10, chance),
        }
    elif layout.long_numbers and chance.random() < 0.25:
        number = _number(chance) + _some(DIGITS, 9, chance)
        number = number[: chance.randint(10, 13)]
        rest = number[9:] + str(check_digit(number))
        return _with_long_number(layout, elements | {Element.DOCUMENT_NUMBER: number[:9]}, rest)
    return layout.split(rendered(layout, elements))


def _elements(layout: MrzFormat, chance: Random) -> dict[Element, str]:
    names = f"{chance.choice(SURNAMES)}<<{chance.choice(GIVEN)}"
    if chance.random() < 0.1:
        names = f"{LONG_SURNAME}<<{chance.choice(GIVEN)}"[: len(layout.positions(Element.NAMES))]
    birth = f"{chance.randint(0, 99):02}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"
    if chance.random() < 0.05:
        birth = birth[: chance.choice((2, 4))].ljust(6, FILLER)
    state = chance.choice(STATES)
    return {
        Element.DOCUMENT_CODE: chance.choice(CODES[layout]),
        Element.ISSUING_STATE: state,
        Element.NAMES: names,
        Element.DOCUMENT_NUMBER: _number(chance),
        Element.NATIONALITY: state if chance.random() < 0.7 else chance.choice(STATES),
        Element.DATE_OF_BIRTH: birth,
        Element.SEX: chance.choice("MMMFFF<"),
        Element.EXPIRATION_DATE: f"{chance.randint(20, 39)}{chance.randint(1, 12):02}{chance.randint(1, 28):02}",
        Element.OPTIONAL_DATA: _optional(layout, chance),
    }


def _optional(layout: MrzFormat, chance: Random) -> str:
    most = {TD1: 15, TD2: 7, TD3: 14, MRV_A: 16, MRV_B: 8}[layout]
    return _some(LETTERS + 3 * DIGITS, chance.randint(3, most), chance) if chance.random() < 0.4 else ""


def _number(chance: Random) -> str:
    """Of digits, a letter or two and digits, or any mixture."""
    kind = chance.random()
    if kind < 0.4:
        return _some(DIGITS, chance.choice((8, 9, 9)), chance).ljust(9, "0")
    if kind < 0.8:
        return _some(LETTERS, chance.choice((1, 2)), chance).ljust(2, "4") + _some(DIGITS, 7, chance)
    return _some(LETTERS + DIGITS, 9, chance)


def _with_long_number(layout: MrzFormat, elements: dict[Element, str], rest: str) -> tuple[str, ...]:
    """The number's own digit is the filler, its `rest` with the digit begins the optional data (9303-5, 4.2.2)."""
    optional = layout.positions(Element.OPTIONAL_DATA)
    text = rendered(layout, elements | {Element.OPTIONAL_DATA: rest})
    (digit,) = layout.positions(Element.DOCUMENT_NUMBER.digit)
    text = text[:digit] + FILLER + text[digit + 1 :]
    covered = "".join(text[place] for place in layout.composite_positions)
    (overall,) = layout.positions("*")
    text = text[:overall] + str(check_digit(covered)) + text[overall + 1 :]
    if len(rest) > len(optional):
        raise ValueError(rest)
    return layout.split(text)


def _some(alphabet: str, count: int, chance: Random) -> str:
    return "".join(chance.choices(alphabet, k=count))
