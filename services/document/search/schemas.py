"""Search on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.evidence import Box
from shared.schemas import Body, Schema

Query = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class SemanticSearch(Body):
    """What to look for, and where."""

    query: Query = Field(examples=["What is my passport expiration date?"])
    top_k: int = Field(5, ge=1, le=50, description="Results at most.")
    document_ids: list[UUID] | None = Field(None, max_length=1000, description="Only in these documents.")
    document_types: list[str] | None = Field(None, max_length=200, description="Only in documents of these codes.")
    min_score: float = Field(0.0, ge=0, le=1, description="Leave out what scores less.")


class SearchResult(Schema):
    """A passage, best first; `score` is 0 to 1."""

    document_id: UUID
    filename: str
    score: float
    snippet: str
    page: int
    boxes: list[Box]
    chunk_id: UUID


class SearchResults(Schema):
    results: list[SearchResult]
