"""Zones to read: rendered from elements, laid out on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

from hypothesis import strategies as st

from services.document.mrz.check_digits import FILLER, check_digit
from services.document.mrz.formats import (
    CHECKED,
    COMPOSITE,
    FORMATS,
    MRV_A,
    MRV_B,
    TD1,
    TD2,
    TD3,
    Characters,
    Element,
    MrzFormat,
    at,
    characters_at,
    written,
)
from services.document.reading.page import Line, Page, ReadingMethod, Word

TODAY = date(2026, 11, 23)

WIDTH = 0.02
"""Of a character on the pages here."""

SPECIMENS = {
    TD1: ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"),
    TD2: ("I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"),
    TD3: ("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"),
    MRV_A: ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"),
    MRV_B: ("V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"),
}
"""Of ICAO Doc 9303, parts 4 to 7."""

FORCED = dict(zip("0125678OIZSGTB", "OIZSGTB0125678", strict=True))
"""Confusions that the class of a position gives away."""

VISIBLE = {"0": "OD", "1": "I", "2": "Z", "5": "S", "8": "B", "9": "Q", "O": "0Q", "D": "0", "I": "1", "Z": "2"}
"""Confusions that change the check digit."""

LONG_NUMBER = ("IDUTO123456789<07<<<<<<<<<<<<<", "8601012M3001019UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")


def word(text: str, row: int, column: float = 2, score: float = 1.0) -> Word:
    """A word in type of one width; rows and columns count from the page's corner."""
    left, top = column * WIDTH, row * 0.1
    return Word(text, (left, top, left + len(text) * WIDTH, top + 0.05), score)


def page(*texts: str, number: int = 1) -> Page:
    """A page with one line, of one word, for each of `texts`."""
    lines = tuple(Line((word(text, row),)) for row, text in enumerate(texts))
    return Page(number, lines, ReadingMethod.OCR)


@dataclass(frozen=True)
class Person:
    """What a zone tells; state, nationality, code and sex as they stand in it."""

    layout: MrzFormat
    code: str
    state: str
    number: str
    nationality: str
    birth: date
    sex: str
    expiry: date
    surname: str
    given: str
    optional: str

    @property
    def fields(self) -> dict[str, str]:
        """The values of `MrzReading.fields`."""
        optional = "personal_number" if self.layout is TD3 else "optional_data"
        fields = {
            "document_code": self.code.strip(FILLER),
            "issuing_state": self.state.strip(FILLER),
            "document_number": self.number,
            "nationality": self.nationality.strip(FILLER),
            "date_of_birth": self.birth.isoformat(),
            "sex": self.sex.replace(FILLER, "X"),
            "expiration_date": self.expiry.isoformat(),
            "surname": self.surname,
            "given_names": self.given,
            optional: self.optional,
        }
        return {name: value for name, value in fields.items() if value}

    @property
    def text(self) -> str:
        """The zone, its lines one after the other."""
        return rendered(
            self.layout,
            {
                Element.DOCUMENT_CODE: self.code,
                Element.ISSUING_STATE: self.state,
                Element.DOCUMENT_NUMBER: self.number,
                Element.NATIONALITY: self.nationality,
                Element.DATE_OF_BIRTH: self.birth.strftime("%y%m%d"),
                Element.SEX: self.sex,
                Element.EXPIRATION_DATE: self.expiry.strftime("%y%m%d"),
                Element.NAMES: f"{self.surname}<<{self.given}".replace(" ", FILLER),
                Element.OPTIONAL_DATA: self.optional,
            },
        )


def rendered(layout: MrzFormat, elements: Mapping[Element, str]) -> str:
    """The zone with these elements, filled up, and its check digits."""
    text = FILLER * sum(map(len, layout.lines))
    for element, value in elements.items():
        positions = layout.positions(element)
        text = written(text, positions, value.ljust(len(positions), FILLER))
    covered = {element.digit: layout.positions(element) for element in CHECKED}
    for mark, positions in {**covered, COMPOSITE: layout.composite_positions}.items():
        text = written(
            text, layout.positions(mark), str(check_digit(at(text, positions)))[: len(layout.positions(mark))]
        )
    return text


def confused(person: Person, chance: Random) -> str:
    """The person's zone with class-breaking confusions anywhere, and one visible one at most in each free element."""
    text = list(person.text)
    for position, mark in enumerate("".join(person.layout.lines)):
        swapped = FORCED.get(text[position], text[position])
        if characters_at(mark) in {Characters.NUMERIC, Characters.ALPHABETIC} and chance.random() < 0.3:
            text[position] = swapped
    for element in (Element.DOCUMENT_NUMBER, Element.OPTIONAL_DATA):
        places = [place for place in person.layout.positions(element) if text[place] in VISIBLE]
        if places and chance.random() < 0.6:
            place = chance.choice(places)
            text[place] = chance.choice(VISIBLE[text[place]])
    return "".join(text)


_OUTSIDE_RUNS = st.characters(codec="ascii", categories=["Lu"], exclude_characters="KC")
_NUMBER = st.text(st.one_of(_OUTSIDE_RUNS, st.sampled_from("0123456789")), min_size=5, max_size=9)
_NAME = st.text(_OUTSIDE_RUNS, min_size=1, max_size=5)
_STATE = st.sampled_from(["UTO", "USA", "IND", "NLD", "OMN", "D<<"])


def _names(most: int) -> st.SearchStrategy[str]:
    return st.lists(_NAME, min_size=1, max_size=most).map(" ".join)


@st.composite
def people(draw: st.DrawFn) -> Person:
    layout = draw(st.sampled_from(FORMATS))
    return Person(
        layout=layout,
        code=draw(st.sampled_from(layout.codes)) + draw(st.sampled_from("<DN")),
        state=draw(_STATE),
        number=draw(_NUMBER),
        nationality=draw(_STATE),
        birth=draw(st.dates(date(1930, 1, 1), date(2020, 12, 31))),
        sex=draw(st.sampled_from("FM<")),
        expiry=draw(st.dates(date(2000, 1, 1), date(2060, 12, 31))),
        surname=draw(_names(2)),
        given=draw(st.one_of(st.just(""), _names(2))),
        optional=draw(st.one_of(st.just(""), _NUMBER.map(lambda number: number[:7]))),
    )
