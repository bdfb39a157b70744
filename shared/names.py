"""When two names are the same, each as some document spells it."""

import re
import unicodedata

_MRZ_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "æ": "ae", "ø": "oe", "ß": "ss", "ñ": "n"})
_PLAIN_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ł": "l", "ı": "i", "ð": "d", "þ": "th"})


def same_name(one: str, other: str) -> bool:
    """Whether both are one name, whatever the blanks, accents and case."""
    return any("".join(first) == "".join(second) for first, second in _pairs(one, other))


def same_given_names(one: str, other: str) -> bool:
    """Whether the shorter is how the longer begins; an initial stands for its name."""
    for first, second in _pairs(one, other):
        shorter, longer = sorted((first, second), key=len)
        if all(_word_alike(*pair) for pair in zip(shorter, longer, strict=False)):
            return True
    return False


def same_middle_names(one: str, other: str) -> bool:
    """Whether all are the same; an initial stands for its name."""
    return any(
        len(first) == len(second) and all(_word_alike(*pair) for pair in zip(first, second, strict=True))
        for first, second in _pairs(one, other)
    )


def spellings(text: str) -> set[tuple[str, ...]]:
    """Words as they may stand in print and in a machine readable zone (ICAO 9303-3, section 6)."""
    lowered = text.casefold()
    return {tuple(_letters(lowered.translate(table)).split()) for table in (_MRZ_LETTERS, _PLAIN_LETTERS)}


def _pairs(one: str, other: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [(first, second) for first in spellings(one) for second in spellings(other)]


def _word_alike(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) == 1 and one[:1] == other[:1])


def _letters(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^\w]+|_", " ", "".join(each for each in decomposed if not unicodedata.combining(each)))
