"""Telling a text about documents from a document: articles and guides explain, documents state dates and numbers."""

import re
from collections.abc import Sequence

from services.document.classification.search import PageText

PAGES_COMPARED = 2
# In words: captions, names and values stand on shorter lines, or in capitals.
SENTENCE = 6
SHARE_OF_PROSE = 0.5
# In words: less is a heading.
LEAST_PROSE = 30
FEW_STATEMENTS = 3
WORDS_A_STATEMENT = 60

_DIGITS = r"\d{1,4}[/. -]\d{1,2}[/. -]\d{2,4}"
_DAY_FIRST = r"\d{1,2}(?:st|nd|rd|th)?[ /.-]?(?:day of )?[^\W\d_]{3,9}[ /.,-]{0,2}(?:19|20)\d{2}"
_MONTH_FIRST = r"[^\W\d_]{3,9} \d{1,2}, (?:19|20)\d{2}"
_IN_WORDS = r"(?i:nineteen hundred|nineteen (?:[a-z]+ty|[a-z]+teen)|two thousand)"
_NUMBER = r"[A-Z]{0,3}\d(?:[ -]?\d){5,}"
_STATEMENT = re.compile(rf"\b(?:{_DIGITS}|{_DAY_FIRST}|{_MONTH_FIRST}|{_IN_WORDS}|{_NUMBER})\b")


def is_explanation(texts: Sequence[PageText]) -> bool:
    """Whether the first pages are mostly sentences and state next to nothing about anybody.

    A long contract states its dates and numbers at the start, so a few are enough however many sentences follow.
    """
    lines = [segment.text for text in texts[:PAGES_COMPARED] for segment in text.segments]
    lengths = [len(line.split()) for line in lines]
    prose = sum(
        length for line, length in zip(lines, lengths, strict=True) if length >= SENTENCE and line != line.upper()
    )
    if prose < max(LEAST_PROSE, SHARE_OF_PROSE * sum(lengths)):
        return False
    statements = len(_STATEMENT.findall("\n".join(lines)))
    return statements < FEW_STATEMENTS and statements * WORDS_A_STATEMENT < prose
