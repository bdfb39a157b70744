"""Values that letters tell in sentences: who is employed, by whom, as what, since when and for how much."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from services.document.catalogue.catalogue import DocumentType, FieldType, parse
from services.document.extraction.dates import DateStyle
from services.document.extraction.values import Reading, read_value

BY_SENTENCE = 0.8

_NAME = r"[A-Z][\w'’-]*\.?(?:\s+[A-Z][\w'’-]*\.?){1,4}?"
_ORGANIZATION = r"[A-Z][\w&'’-]*(?:[ \n](?:(?:[A-Z&][\w&'’-]*)|of|and|the|for|de)\b)*"
_WORDS = (
    r"(?!result|matter|whole|team|part|member)[A-Za-z][\w/&'’-]*(?:\s+[\w/&'’-]+){0,6}?"
    r"(?=\s*[.,;:(]|\s+(?:with|in|at|since|from|for|on|and|is|has|who|position|role|reporting|effective|starting|beginning)\b)"
)
_DATE = (
    r"(?:\w+,\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+\w{3,9}\.?,?\s+\d{4}|\w{3,9}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
    r"|\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4})"
)
_MONEY = r"(?:USD|US\$|EUR|GBP|[$€£])\s?\d[\d,]*(?:\.\d{2})?"
_VALUES = {"name": _NAME, "organization": _ORGANIZATION, "words": _WORDS, "date": _DATE, "money": _MONEY}


def read_prose(kind: DocumentType, text: str, style: DateStyle) -> Iterator[tuple[str, Reading, int]]:
    """The fields of a letter that its sentences give, each with its value and where in `text` it begins."""
    for field in kind.fields:
        for pattern in _patterns(kind.code).get(field.name, ()):
            if match := pattern.search(text):
                found = " ".join(match[1].split())
                is_plain = field.type is FieldType.TEXT
                reading = Reading(found) if is_plain else read_value(field, found, style)
                if reading is not None:
                    yield field.name, reading, match.start(1)
                    break


@cache
def _patterns(code: str) -> dict[str, list[re.Pattern[str]]]:
    """Of a type's fields; none for a type that is no such letter."""
    content = parse(files(__package__) / "prose.yaml")
    if code not in content["types"]:
        return {}
    return {name: [_compiled(written) for written in ways] for name, ways in content["fields"].items()}


def _compiled(written: str) -> re.Pattern[str]:
    """Cues in any case; the value, the one pair of braces, as it stands."""
    before, kind, after = re.split(r"\{(\w+)\}", re.sub(r"\((?!\?)", "(?:", written))
    return re.compile(rf"\b(?i:{_cue(before)})({_VALUES[kind]})(?i:{_cue(after)})")


def _cue(written: str) -> str:
    return written.replace(" ... ", r"\b[^.;]{0,60}?\s").replace(" ", r"\s+").replace(r"\s+?", r"\s*")
