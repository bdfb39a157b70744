"""Words for comparing a question with a text: folded, stemmed, without those that carry no content."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CODE = re.compile(r"\b([A-Za-z]{1,2})[-‐-–](?=\d)")
_POSSESSIVE = re.compile(r"['’]s\b")
_ENDING = re.compile(r"^(\w{3,}?)(?:ations?|ments?|ings?|ions?|ers?|ees?|ies|ied|es|ed|(?<!s)s|e|(?<![aeo])y)$")
_DOUBLED = re.compile(r"(\w\w)(\w)\2$")

_EMPTY_WORDS = """
a about according actually ago all allowed already also am an and annual annually any anybody anyone anything are as
at be bearer been before being by can could country current currently date dates day days describe detail details did
do document documents does doing each even ever every everything exact exactly file files find for from get gets give
given go going got had has have having he hello her here hers hi him his hold holder holds how hows i ids if in
indicate indicated info information into is it its just kindly know last left let like list listed located long longer
look made make many may me mean mention mentioned mine money more most much must my need next no not nothing now of
off often ok on or our ours out overview owner paper papers per permitted please present printed question quickly read
record recorded records regarding registered remain remaining right said say saying says see she should show shown
since so some somebody someone something soon spelled spelt stand state stated states still summarise summarize
summary system tell than thank thanks that the their them then there these they thing things this those till time to
today told under until up upload uploaded us use value vault want was we were what what's whats when where wheres
whether which while who whom whos whose will with would written year yearly years yet you your yours
"""
_STOP_WORDS = frozenset(_EMPTY_WORDS.split())

_SYNONYM_GROUPS = (
    "salary wage pay earn compensation remuneration",
    "employ company firm work job profession occupation position role",
    "school university college",
    "start begin began begun commence",
    "vacation holiday leave pto",
    "supervisor supervise boss manager report",
    "address live reside",
    "phone telephone mobile",
    "insurance cover coverage",
    "marriage marry married wedding",
    "apartment flat",
    "doctor physician dr clinic pediatrician",
    "why because reason due cause",
    "teacher teach instructor",
    "trip excursion",
    "cost price charge fee",
    "lawn grass",
    "mow cut",
    "mother mom mum",
    "father dad",
    "lawyer attorney",
    "allowance entitlement entitle",
    "child children kid",
    "appointment visit checkup",
    "illness disease sick ill",
    "medicine medication drug",
    "repair fix mend",
    "car vehicle",
    "pet animal",
)


def folded(text: str) -> str:
    """Lower case without accents; class and form codes closed up (`F-1` and `F1` are one word)."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _CODE.sub(r"\1", text).casefold()


def words(text: str) -> list[str]:
    """The folded words of a text in their order; a possessive loses its `'s`."""
    return _WORD.findall(_POSSESSIVE.sub("", folded(text)))


@lru_cache(maxsize=4096)
def topic(word: str) -> str:
    """The stem that a folded word shares with its synonyms."""
    root = stem(word)
    return _SYNONYMS.get(root, root)


def stem(word: str) -> str:
    """The longest known ending taken off, so that `expires`, `expiry` and `expiration` meet."""
    return _DOUBLED.sub(r"\1\2", _ENDING.sub(r"\1", word))


_SYNONYMS = {stem(word): stem(group.split()[0]) for group in _SYNONYM_GROUPS for word in group.split()}


SAY_LITTLE = frozenset(topic(word) for word in ("name", "number", "type", "code", "class", "program"))
"""Topics that alone ask for nothing."""


def beginnings(word: str) -> frozenset[str]:
    """What a folded word, or one of its synonyms, begins with in a text."""
    own = topic(word)
    return frozenset([stem(word), *(root for root, shared in _SYNONYMS.items() if shared == own)])


def topics(text: str) -> frozenset[str]:
    """The topics of every word in a text."""
    return frozenset(topic(word) for word in words(text))


def carries_content(word: str) -> bool:
    """Whether a folded word says anything about what is asked."""
    return word not in _STOP_WORDS and (len(word) > 1 or word.isdigit())
