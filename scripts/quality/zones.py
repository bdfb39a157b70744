"""Machine readable zones for invented people (ICAO 9303-3 to 9303-7)."""

import random
import re

from scripts.quality.facts import Facts, plain_letters
from services.document.mrz.check_digits import FILLER, check_digit
from services.document.mrz.formats import FORMATS, Element, MrzFormat

LEAST_GIVEN = 4
"""Letters of the given names that a long surname leaves room for."""

BY_NAME = {layout.name: layout for layout in FORMATS}


def draw_zone(
    facts: Facts, rng: random.Random, format_name: str, code: str, *, state: str | None = None, number: str
) -> tuple[str, ...]:
    """The lines for a document of `facts` with `number`, all check digits right; one too long for its field runs on."""
    layout = BY_NAME[format_name]
    optional = _optional(rng)
    nine, rest = number[:9], number[9:]
    if rest and not layout.long_numbers:
        raise ValueError(f"{format_name} has no room for {number}")
    if rest:
        optional = f"{rest}{check_digit(number)}{FILLER}"
    elements = {
        Element.DOCUMENT_CODE: code,
        Element.ISSUING_STATE: state or facts["issuing_state"].truth,
        Element.NAMES: _names(facts, len(layout.positions(Element.NAMES))),
        Element.DOCUMENT_NUMBER: nine,
        Element.NATIONALITY: facts["nationality"].truth,
        Element.DATE_OF_BIRTH: f"{facts.day('date_of_birth'):%y%m%d}",
        Element.SEX: facts["sex"].truth,
        Element.EXPIRATION_DATE: f"{facts.day('expiration_date'):%y%m%d}",
        Element.OPTIONAL_DATA: optional,
    }
    return _compose(layout, elements, is_long=bool(rest))


def _compose(layout: MrzFormat, elements: dict[Element, str], *, is_long: bool) -> tuple[str, ...]:
    zone = [FILLER] * (layout.length * len(layout.lines))
    for element, value in elements.items():
        positions = layout.positions(element)
        padded = value[: len(positions)].ljust(len(positions), FILLER)
        for position, character in zip(positions, padded, strict=True):
            zone[position] = character
        for position in layout.positions(element.digit):
            is_open = is_long and element is Element.DOCUMENT_NUMBER
            zone[position] = FILLER if is_open or not value.strip(FILLER) else str(check_digit(padded))
    for position in layout.positions("*"):
        zone[position] = str(check_digit("".join(zone[place] for place in layout.composite_positions)))
    return layout.split("".join(zone))


def _names(facts: Facts, room: int) -> str:
    """Both identifiers, cut so that something of the second remains (ICAO 9303-3, 4.6 and 9303-4, 4.2.3)."""
    surname, given = (
        re.sub("[^A-Z]+", FILLER, plain_letters(facts[name].truth.replace("'", "")).upper()).strip(FILLER)
        for name in ("surname", "given_names")
    )
    return f"{surname[: room - 2 - min(len(given), LEAST_GIVEN)]}{FILLER}{FILLER}{given}"


def _optional(rng: random.Random) -> str:
    """Optional data as states use it: none, or a number of the person."""
    length = rng.choice((0, 0, 7))
    return "".join(rng.choice("0123456789") for _ in range(length))
