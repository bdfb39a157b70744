"""Search on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.evidence import Box
from shared.schemas import Body, Schema

Query = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
TypeCode = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class SemanticSearch(Body):
    """What to look for, and where."""

    query: Query = Field(examples=["What is my passport expiration date?"])
    top_k: int = Field(5, ge=1, le=50, description="Results at most.")
    document_ids: list[UUID] | None = Field(None, max_length=1000, description="Only in these documents.")
    document_types: list[TypeCode] | None = Field(None, max_length=200, description="Only in documents of these codes.")
    min_score: float = Field(0.0, ge=0, le=1, description="Leave out what scores less.")


class SearchResult(Schema):
    """A passage; results are in the order of their `score`, best first."""

    document_id: UUID
    filename: str
    score: float = Field(description="0 to 1, from nearness in meaning and the words of the query that it has.")
    snippet: str
    highlights: list[tuple[int, int]] = Field(
        description="Where the words of the query stand in `snippet`: start and end (exclusive) in Unicode code points,"
        " ascending, without overlap. Mark them after escaping the text: a snippet is a document's, not ours.",
        examples=[[[14, 20]]],
    )
    page: int
    boxes: list[Box]
    chunk_id: UUID


class SearchResults(Schema):
    results: list[SearchResult]
