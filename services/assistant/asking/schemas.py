"""Questions and answers on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from shared.evidence import Box
from shared.schemas import Body, Schema

QuestionText = Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Ask(Body):
    """A question about the documents of a vault."""

    question: QuestionText = Field(examples=["What is my passport expiration date?"])
    conversation_id: UUID | None = Field(None, description="Goes on with a conversation about this vault.")
    model: str | None = Field(None, description="An id of `GET /models`; the default one if left out.")
    document_ids: list[UUID] | None = Field(None, max_length=1000, description="Answer only from these documents.")
    top_k: int = Field(8, ge=1, le=50, description="Passages to consider.")


class SourceRead(Schema):
    """A place in a document that the answer cites as `[index]`, or a rule of immigration, which is in no document."""

    index: int
    document_id: UUID | None = Field(description="Null where a rule is cited.")
    filename: str = Field(description="Of the document; the title of the rule where one is cited.")
    page: int | None = Field(description="Null where a rule is cited.")
    boxes: list[Box] = Field(description="Where on the page, in page fractions.")
    snippet: str = Field(description="What stands there.")
    score: float
    rule: str | None = Field(None, description="The code of the rule, where one is cited.", examples=["F1_GRACE"])
    url: str | None = Field(None, description="Where the rule can be read.")


class Usage(Schema):
    """What a language model took for an answer; the embedded model takes nothing."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float | None = Field(0, description="In US dollars; null where the operator has set no price.")


class AnswerRead(Schema):
    """An answer made only from what the documents say."""

    answer: str
    sources: list[SourceRead]
    grounded: bool = Field(description="False where the documents do not answer the question; then no sources.")
    conversation_id: UUID
    message_id: UUID
    model: str
    usage: Usage


class ModelRead(Schema):
    """A model that can answer."""

    id: str
    name: str
    provider: str
    default: bool
    available: bool


class ModelList(Schema):
    models: list[ModelRead]
