"""The five layouts of the machine readable zone, drawn position by position (ICAO 9303-4 to 9303-7)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_uppercase, digits

from services.document.mrz.check_digits import FILLER


class Characters(StrEnum):
    """What may stand in a position; a blank one holds the filler (ICAO 9303-3, 4)."""

    ALPHABETIC = ascii_uppercase + FILLER
    NUMERIC = digits + FILLER
    ALPHANUMERIC = ascii_uppercase + digits + FILLER
    SEX = "FMX" + FILLER


class Element(StrEnum):
    """A data element, by the small letter that stands for it in a drawing."""

    DOCUMENT_CODE = "k"
    ISSUING_STATE = "i"
    NAMES = "n"
    DOCUMENT_NUMBER = "d"
    NATIONALITY = "c"
    DATE_OF_BIRTH = "b"
    SEX = "s"
    EXPIRATION_DATE = "e"
    OPTIONAL_DATA = "o"

    @property
    def digit(self) -> str:
        """How its check digit is drawn: the capital letter."""
        return self.value.upper()


CHECKED = (Element.DOCUMENT_NUMBER, Element.DATE_OF_BIRTH, Element.EXPIRATION_DATE, Element.OPTIONAL_DATA)
"""Elements that a check digit may cover."""

COMPOSITE = "*"

_CHARACTERS: Mapping[str, Characters] = {
    Element.DOCUMENT_CODE: Characters.ALPHANUMERIC,
    Element.ISSUING_STATE: Characters.ALPHABETIC,
    Element.NAMES: Characters.ALPHABETIC,
    Element.DOCUMENT_NUMBER: Characters.ALPHANUMERIC,
    Element.NATIONALITY: Characters.ALPHABETIC,
    Element.SEX: Characters.SEX,
    Element.OPTIONAL_DATA: Characters.ALPHANUMERIC,
}


@dataclass(frozen=True, slots=True)
class MrzFormat:
    """One layout. `lines` has a mark for every position: an element's letter, its check digit's capital, or `*`.

    Positions count from 0 through all lines. `codes` are the letters a document code may start with. With
    `long_numbers` a document number may run on into the optional data (9303-5 and 9303-6, 4.2.2).
    """

    name: str
    codes: str
    lines: tuple[str, ...]
    long_numbers: bool = False

    @property
    def length(self) -> int:
        """Characters a line."""
        return len(self.lines[0])

    def positions(self, marks: str) -> tuple[int, ...]:
        """Where one of `marks` is drawn."""
        return tuple(position for position, mark in enumerate("".join(self.lines)) if mark in marks)

    @property
    def composite_positions(self) -> tuple[int, ...]:
        """What the composite check digit covers: every checked element with its own digit, in order of position."""
        return self.positions("".join(element + element.digit for element in CHECKED))

    def split(self, text: str) -> tuple[str, ...]:
        """The lines of a whole zone's text."""
        return tuple(text[start : start + self.length] for start in range(0, len(text), self.length))


def characters_at(mark: str) -> Characters:
    """What may stand where `mark` is drawn; check digits and dates are numeric."""
    return _CHARACTERS.get(mark, Characters.NUMERIC)


def at(text: str, positions: Iterable[int]) -> str:
    """The characters that stand at these positions of a zone's text."""
    return "".join(text[position] for position in positions)


def written(text: str, positions: Sequence[int], spelling: str) -> str:
    """`text` with `spelling` at these positions."""
    replaced = dict(zip(positions, spelling, strict=True))
    return "".join(replaced.get(position, character) for position, character in enumerate(text))


TD1 = MrzFormat(
    "TD1",
    "ACI",
    ("kkiiidddddddddDooooooooooooooo", "bbbbbbBseeeeeeEcccooooooooooo*", "n" * 30),
    long_numbers=True,
)
TD2 = MrzFormat("TD2", "ACI", ("kkiii" + "n" * 31, "dddddddddDcccbbbbbbBseeeeeeEooooooo*"), long_numbers=True)
TD3 = MrzFormat("TD3", "P", ("kkiii" + "n" * 39, "dddddddddDcccbbbbbbBseeeeeeEooooooooooooooO*"))
MRV_A = MrzFormat("MRV-A", "V", ("kkiii" + "n" * 39, "dddddddddDcccbbbbbbBseeeeeeEoooooooooooooooo"))
MRV_B = MrzFormat("MRV-B", "V", ("kkiii" + "n" * 31, "dddddddddDcccbbbbbbBseeeeeeEoooooooo"))

FORMATS = (TD1, TD2, TD3, MRV_A, MRV_B)
