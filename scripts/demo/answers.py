"""What the demo reads of the services' answers; everything else in them is left alone."""

from pydantic import BaseModel

Box = tuple[float, float, float, float]


class SignedUp(BaseModel):
    access_token: str


class Vault(BaseModel):
    id: str
    name: str


class Field(BaseModel):
    """A value with the place that it was read from; `verified` is the word of check digits."""

    value: str
    confidence: float
    page: int
    method: str
    verified: bool


class Document(BaseModel):
    id: str
    filename: str
    status: str
    error: str | None
    page_count: int | None
    document_type_name: str | None
    classification_confidence: float | None
    metadata_details: dict[str, Field]


class DocumentAnswer(BaseModel):
    document: Document


class Source(BaseModel):
    """A place that the answer cites as `[index]`, with boxes in page fractions."""

    index: int
    filename: str
    page: int
    boxes: list[Box]
    snippet: str


class Answer(BaseModel):
    answer: str
    sources: list[Source]
    grounded: bool
