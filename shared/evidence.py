"""What the document service hands to whoever answers a question: passages, typed fields and the text they stand on."""

from uuid import UUID

from pydantic import Field

from shared.schemas import Schema

Box = tuple[float, float, float, float]
"""`(x0, y0, x1, y1)` in fractions of the page, origin top left."""


class DocumentName(Schema):
    """A document that was looked at, whatever was read in it."""

    document_id: UUID
    filename: str
    document_type_code: str
    document_type_name: str


class Nearness(Schema):
    """A sentence of a passage, and the cosine between its meaning and that of the question."""

    sentence: str
    cosine: float


class Passage(DocumentName):
    """A chunk of a page that matches the question; `score` is 0 to 1, best first.

    `nearness` is of its sentences, where it was asked for and the passage is among the first.
    """

    chunk_id: UUID
    page: int
    boxes: list[Box]
    text: str
    score: float
    nearness: list[Nearness] = Field(default_factory=list)


class FieldFact(DocumentName):
    """A typed value of a document; `snippet` is the line on the page it was read from, or None where there is none."""

    field: str
    value: str
    confidence: float
    page: int
    box: Box | None
    method: str
    verified: bool
    snippet: str | None


class PageText(Schema):
    """The whole text of a page: what a citation is checked against."""

    document_id: UUID
    page: int
    text: str


class Evidence(Schema):
    """Everything an answer may draw on. An answer must not say what stands in none of these.

    `documents` are the newest that fit the question; `has_more_documents` where there were too many to look at.
    """

    documents: list[DocumentName]
    has_more_documents: bool
    passages: list[Passage]
    fields: list[FieldFact]
    pages: list[PageText]
