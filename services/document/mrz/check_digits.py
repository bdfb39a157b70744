"""Check digits of machine readable travel documents (ICAO 9303-3, 4.9)."""

from itertools import cycle

FILLER = "<"
WEIGHTS = (7, 3, 1)


def character_value(character: str) -> int:
    """0 to 9 for digits, 10 to 35 for `A` to `Z`, 0 for the filler.

    Raises ValueError for a character outside that alphabet.
    """
    return 0 if character == FILLER else int(character, 36)


def check_digit(text: str) -> int:
    """The digit over `text`: values weighted 7, 3, 1, 7, … from the left, modulo 10.

    One wrong character changes it unless both values are equal modulo 10 (`1/L`, `6/G`, `8/S`, `K/<`).
    """
    return (
        sum(character_value(character) * weight for character, weight in zip(text, cycle(WEIGHTS), strict=False)) % 10
    )


def agrees(text: str, digit: str) -> bool:
    """Whether `digit` is what `text` asks for; a blank element may have the filler in its place (9303-4, 4.2.2)."""
    if digit == FILLER:
        return not text.strip(FILLER)
    return digit.isdecimal() and int(digit) == check_digit(text)
