"""Characters of OCR-B that readers take for one another.

Measured on rendered zones read with the project's OCR engine: letters become digits (`O` in two of three cases, `I`,
`Z`, `D`, `S`, `B`, `G`, `Q` in 5 to 15 %), a digit becomes a letter in one of a thousand. `3`, `4` and `7` stand here
for the sake of positions whose class is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

LETTERS_READ_AS: Mapping[str, str] = {
    "0": "ODQ",
    "1": "IL",
    "2": "Z",
    "3": "B",
    "4": "A",
    "5": "S",
    "6": "G",
    "7": "T",
    "8": "BR",
    "9": "QG",
}
"""By digit that was read: letters it may have been, the likeliest first."""

DIGITS_READ_AS: Mapping[str, str] = {
    "A": "4",
    "B": "8",
    "D": "0",
    "G": "6",
    "I": "1",
    "L": "1",
    "O": "0",
    "Q": "0",
    "R": "8",
    "S": "5",
    "T": "7",
    "Z": "2",
}
"""By letter that was read: the digit it must have been."""

_PAIRS = ("0O", "0D", "0Q", "1I", "1L", "2Z", "5S", "6G", "8B", "9Q", "OQ")

EITHER: Mapping[str, str] = {
    character: "".join(pair.replace(character, "") for pair in _PAIRS if character in pair)
    for character in "0125689OQDILZSGB"
}
"""What else a character may be where letters and digits may both stand."""


INVISIBLE: Mapping[str, str] = dict(zip("16G8SLK<", "LG6S81<K", strict=True))
"""Confusions that no check digit sees: both values are equal modulo 10."""


def readings(character: str, allowed: str) -> str:
    """What a character may stand for where only `allowed` may stand: itself if it may, else its likely confusions.

    Empty where none is known.
    """
    if character in allowed:
        return character
    likely = LETTERS_READ_AS.get(character, "") + DIGITS_READ_AS.get(character, "")
    return "".join(other for other in likely if other in allowed)


def respellings(text: str, allowed: Sequence[str]) -> Iterator[str]:
    """Every way to read `text` so that each position holds one of its `allowed` characters, the likeliest first."""
    choices = (readings(character, alphabet) for character, alphabet in zip(text, allowed, strict=True))
    return map("".join, product(*choices))


def may_be(character: str, other: str) -> bool:
    """Whether what was read as `character` may be `other`."""
    return character == other or other in EITHER.get(character, "")


def substitutions(text: str, allowed: Sequence[str]) -> Iterator[str]:
    """`text` with one character replaced by one that it may have been, within `allowed`."""
    for position, character in enumerate(text):
        for other in EITHER.get(character, ""):
            if other in allowed[position]:
                yield text[:position] + other + text[position + 1 :]
