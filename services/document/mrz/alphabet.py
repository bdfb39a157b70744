"""The 37 characters of the machine readable zone, and what readers of other alphabets make of them."""

import unicodedata
from string import ascii_uppercase, digits

from services.document.mrz.check_digits import FILLER

ALPHABET = FILLER + digits + ascii_uppercase

_FILLERS = dict.fromkeys("‹〈＜≤くヘへΛ∧ᐸ", FILLER) | dict.fromkeys("«≪《", 2 * FILLER)
_LOOKALIKES = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТХ×ΦØ|∪∩⊂", "ABEZHIKMNOPTYXABEKMHOPCTXX00IUNC")
_IN_ALPHABET = frozenset(ALPHABET)


def fold(text: str) -> str:
    """`text` in the zone's alphabet: capitals without accents, what OCR makes of a filler as fillers, the rest gone."""
    text = "".join(_FILLERS.get(character, character) for character in text)
    text = "".join(_FILLERS.get(character, character) for character in unicodedata.normalize("NFKC", text))
    text = unicodedata.normalize("NFKD", text.upper().translate(_LOOKALIKES))
    return "".join(character for character in text if character in _IN_ALPHABET)
