"""Small misspellings in a question put right, for the words that the tables of fields and kinds turn on."""

import re
from difflib import get_close_matches
from functools import cache

from services.assistant.answering.kinds import PHRASES

_FIELD_VOCABULARY = """
expiration expires expire expiry expired expiring validity surname birthday nationality citizenship citizen gender
category admission admitted program programs studies graduate signature authority authorities issuing issued issuance
country employer employers employed employee employees employment salary university school documents document number
receipt address position holder bearer owner renewal renewed extension application applicant examination petition
petitioner personal passports licensed licensing certified notices visas insured monthly annual insurance married
marriage account payment deposit apartment landlord tenant lawyer vacation holiday appointment teacher
"""
_OFTEN_WRONG = {
    "wen": "when", "wich": "which", "whitch": "which", "wat": "what", "wot": "what", "wher": "where", "mutch": "much",
    "dose": "does", "dos": "does", "adress": "address", "adres": "address", "nr": "number", "nbr": "number",
    "numbr": "number", "nummer": "number", "numer": "number", "nuber": "number", "expier": "expire",
    "licens": "license", "lisence": "license", "vize": "visa", "fone": "phone",
}  # fmt: skip
"""Short words, and others too far from what is meant."""

_CLOSENESS = 0.85
_SHORTEST = 6
_LONGEST = 400


@cache
def _vocabulary() -> dict[str, list[str]]:
    """Known words by first letter, which people seldom get wrong."""
    known: dict[str, list[str]] = {}
    for word in sorted({*_FIELD_VOCABULARY.split(), *re.findall(r"[a-z]{4,}", " ".join(PHRASES).casefold())}):
        known.setdefault(word[0], []).append(word)
    return known


def corrected(question: str) -> str:
    """The question with misspelt key words replaced; capitalised words may be names, and a long text is no question."""
    return question if len(question) > _LONGEST else re.sub(r"\b[a-z]{2,}\b", _correct, question)


def _correct(match: re.Match[str]) -> str:
    if usual := _OFTEN_WRONG.get(match[0]):
        return usual
    word, known = match[0], _vocabulary().get(match[0][0], [])
    if len(word) < _SHORTEST:
        return word
    if word in known or word.removesuffix("s") in known:
        return word
    return (get_close_matches(word, known, n=1, cutoff=_CLOSENESS) or [word])[0]
