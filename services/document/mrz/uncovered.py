"""Settling what no check digit covers, or covers too weakly: by what may stand in a position at all."""

from string import ascii_uppercase, digits

from services.document.mrz.confusions import readings, respellings
from services.document.mrz.formats import TD1, Element, MrzFormat, at, characters_at, written
from services.document.mrz.states import STATES

US_CARDS = frozenset({"C1USA", "C2USA", "CAUSA", "IAUSA"})
"""Permanent resident cards and employment authorization cards: the optional data begin with a receipt number."""

RECEIPT_PREFIXES = frozenset({"CSC", "EAC", "IOE", "LIN", "MSC", "NBC", "NSC", "SRC", "TSC", "VSC", "WAC", "YSC"})
_RECEIPT = [ascii_uppercase] * 3 + [digits] * 10


def settle_uncovered(text: str, layout: MrzFormat) -> str:
    """`text` with letters only in names, states of ICAO 9303-3, section 5, and a document code that the format has."""
    for element in (Element.NAMES, Element.SEX):
        positions = layout.positions(element)
        likely = (readings(character, characters_at(element)) or character for character in at(text, positions))
        text = written(text, positions, "".join(one[0] for one in likely))
    text = _document_code(text[:2], layout) + text[2:]
    for element in (Element.ISSUING_STATE, Element.NATIONALITY):
        positions = layout.positions(element)
        text = written(text, positions, _state(at(text, positions)))
    return _with_receipt_number(text) if layout is TD1 and text[:5] in US_CARDS else text


def _document_code(read: str, layout: MrzFormat) -> str:
    """One of the format's letters, then a letter or the filler; the US resident cards have a digit, `C1` and `C2`."""
    first = (readings(read[0], layout.codes) or read)[0]
    second = read[1]
    if second.isdecimal() and first + second not in {"C1", "C2"}:
        second = "D" if first + second == "I0" else readings(second, characters_at(Element.NAMES))[0]
    return first + second


def _state(read: str) -> str:
    """The likeliest reading that is a known code, else the likeliest that has no digits."""
    spellings = list(respellings(read, [characters_at(Element.ISSUING_STATE)] * len(read)))
    return next((spelling for spelling in spellings if spelling in STATES), spellings[0] if spellings else read)


def _with_receipt_number(text: str) -> str:
    """A receipt number is a known prefix of three letters and ten digits; anything else is left as it was read."""
    positions = TD1.positions(Element.OPTIONAL_DATA)[: len(_RECEIPT)]
    spellings = respellings(at(text, positions), _RECEIPT)
    return next(
        (written(text, positions, spelling) for spelling in spellings if spelling[:3] in RECEIPT_PREFIXES), text
    )
