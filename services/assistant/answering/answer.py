"""What an answer is: a text whose `[n]` marks point at its sources."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from shared.evidence import Box

NOTHING_FOUND = "I found nothing about that in this vault's documents."

MARK = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\]")
"""`[1]`, and `[1, 2]` as language models also write it."""


@dataclass(frozen=True, slots=True)
class Source:
    """A place on a page; `snippet` is copied from it, `boxes` are page fractions, `score` is 0 to 1.

    Or a `rule` by its code, on no page of any document: then `filename` is its title and `url` where it stands.
    """

    index: int
    document_id: UUID | None
    filename: str
    page: int | None
    boxes: list[Box]
    snippet: str
    score: float
    rule: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Without sources it is an answer that found nothing: `grounded` can't disagree with `sources`."""

    text: str
    sources: list[Source]

    @property
    def grounded(self) -> bool:
        return bool(self.sources)


class Origin(Protocol):
    """Anything that stands on a page."""

    @property
    def document_id(self) -> UUID: ...

    @property
    def filename(self) -> str: ...

    @property
    def page(self) -> int: ...


class SourceList:
    """Sources in the order in which they were first cited."""

    def __init__(self) -> None:
        self._sources: list[Source] = []

    def __iter__(self) -> Iterator[Source]:
        return iter(self._sources)

    def mark(self, origin: Origin, boxes: list[Box], snippet: str, score: float) -> str:
        """The `[n]` of a place on a page; a place that was cited before keeps its number."""
        place = (origin.document_id, origin.page, snippet, boxes)
        for source in self._sources:
            if (source.document_id, source.page, source.snippet, source.boxes) == place:
                return f"[{source.index}]"
        index = len(self._sources) + 1
        self._sources.append(Source(index, origin.document_id, origin.filename, origin.page, boxes, snippet, score))
        return f"[{index}]"


def stream_pieces(text: str) -> Iterator[str]:
    """The text in pieces of a word and the space after it; joined they are exactly the text."""
    return (match[0] for match in re.finditer(r"\S+\s*|\s+", text))
