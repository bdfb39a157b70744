"""What an answer is: a text whose `[n]` marks point at its sources."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from shared.evidence import Box

NOTHING_FOUND = "I found nothing about that in this vault's documents."

MARK = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
"""`[1]`, and `[1, 2]` as language models also write it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place on a page; `snippet` is copied from it, `boxes` are page fractions, `score` is 0 to 1."""

    index: int
    document_id: UUID
    filename: str
    page: int
    boxes: list[Box]
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Without sources it is an answer that found nothing: `grounded` can't disagree with `sources`."""

    text: str
    sources: list[Source]

    @property
    def grounded(self) -> bool:
        return bool(self.sources)


def stream_pieces(text: str) -> Iterator[str]:
    """The text in pieces of a word and the space after it; joined they are exactly the text."""
    return (match[0] for match in re.finditer(r"\S+\s*|\s+", text))
