"""Where the words of a question stand in a passage."""

import re
from collections.abc import Iterable, Iterator

from services.document.search.retrieval import HIGHLIGHT_END, HIGHLIGHT_START

Span = tuple[int, int]

# Marks that people put between the digits of a number, or leave out: A012-345-678, A 012 345 678, A012345678.
SEPARATORS = "[-/.# ]{0,2}"
_NUMBER = re.compile(r"[A-Za-z]{0,4}[-#]? ?\d[\dA-Za-z]*(?:[-/. ]\d+)*")
LEAST_DIGITS = 5


def highlights(text: str, marked: str | None, question: str) -> list[Span]:
    """Spans of `text`, ascending and apart from each other.

    `marked` is the text with marks around the words that the database found, None where the question has no words;
    numbers of five digits or more are found here, however they are separated.
    """
    return _merged([*_words(text, marked or ""), *_numbers(text, question)])


def _words(text: str, marked: str) -> Iterator[Span]:
    plain, spans = "", []
    for index, part in enumerate(re.split(f"[{HIGHLIGHT_START}{HIGHLIGHT_END}]", marked)):
        if index % 2 and part:
            spans.append((len(plain), len(plain) + len(part)))
        plain += part
    # A text with such characters of its own, or one that the parser changed, has no places to point to.
    if plain == text:
        yield from spans


def _numbers(text: str, question: str) -> Iterator[Span]:
    for found in _NUMBER.finditer(question):
        signs = [sign for sign in found.group() if sign.isalnum()]
        if sum(sign.isdigit() for sign in signs) >= LEAST_DIGITS:
            pattern = rf"(?<!\w){SEPARATORS.join(signs)}(?!\w)"
            yield from (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
