"""Words for comparing a question with a text: folded, stemmed, without those that carry no content."""

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CODE = re.compile(r"\b([A-Za-z]{1,2})[-‐-–](?=\d)")
_SUFFIXES = (
    "ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "ers", "ees", "ies", "ied",
    "es", "ed", "er", "ee", "s", "e", "y",
)  # fmt: skip
_SHORTEST_STEM = 3

_STOP_WORDS = frozenset(
    """
    a about according actually ago all also am an and any anything are as at be been before being by can could current
    currently date dates day days detail details did do does doing document documents each even ever exact exactly
    file files find for from get gets give given go going got had has have having he hello her here hers hi him his
    how i if in indicate indicated info information into is it its just kindly know last let like list listed long
    look made make many may me mean mention mentioned mine more most much must my need next no not now of off ok on
    or our ours out paper papers please present printed question quickly read record recorded records regarding
    registered right said say saying says see she should show shown so some soon stand state stated states still
    system tell than thank thanks that the their them then there these they thing things this those time to today
    told under up upload uploaded us use value vault want was we were what what's when where whether which while who
    whom whose why will with would written yet you your yours
    """.split()
)

_SYNONYMS = {
    word: group[0]
    for group in (
        ("salary", "wage", "pay", "paid", "earn", "compensation", "remuneration"),
        ("employer", "company", "work", "job", "working", "worked", "works"),
        ("school", "university", "college"),
        ("start", "begin", "began", "begins", "beginning", "commence"),
        ("vacation", "holiday", "holidays"),
        ("supervisor", "boss", "manager"),
        ("address", "live", "reside", "residence"),
        ("phone", "telephone", "mobile"),
    )
    for word in group
}


def folded(text: str) -> str:
    """Lower case without accents; class and form codes closed up (`F-1` and `F1` are one word)."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _CODE.sub(r"\1", text).casefold()


def words(text: str) -> list[str]:
    """The folded words of a text in their order; a possessive loses its `'s`."""
    return [re.sub(r"['’]s$", "", word) for word in _WORD.findall(folded(text))]


def stem(word: str) -> str:
    """The longest known ending taken off, so that `expires`, `expiry` and `expiration` meet; synonyms are one word."""
    word = _SYNONYMS.get(word, word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and not word.endswith("ss") and len(word) - len(suffix) >= _SHORTEST_STEM:
            word = word.removesuffix(suffix)
            break
    return word[:-1] if len(word) > _SHORTEST_STEM and word[-1] == word[-2] else word


def stems(texts: Iterable[str]) -> frozenset[str]:
    """The stems of every word in the texts."""
    return frozenset(stem(word) for text in texts for word in words(text))


def carries_content(word: str) -> bool:
    """Whether a folded word says anything about what is asked."""
    return word not in _STOP_WORDS and (len(word) > 1 or word.isdigit())
