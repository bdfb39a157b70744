"""Prompts on the wire."""

from uuid import UUID

from pydantic import Field

from services.assistant.asking.schemas import AnswerRead
from services.assistant.prompts.catalogue import Variable
from shared.schemas import Body, Schema


class PromptRead(Schema):
    """A question with gaps to fill in."""

    id: str
    title: str
    description: str
    category: str
    template: str = Field(examples=["When does my {document} expire?"])
    variables: list[Variable]
    use_count: int = Field(description="How often everybody has used it.")


class PromptList(Schema):
    prompts: list[PromptRead]


class PromptUse(Body):
    """Values for the gaps; with a vault the question is asked."""

    variables: dict[str, str] = Field(default_factory=dict, max_length=20, examples=[{"document": "passport"}])
    vault_id: UUID | None = None
    conversation_id: UUID | None = Field(None, description="Goes on with a conversation about that vault.")
    model: str | None = Field(None, description="An id of `GET /models`; the default one if left out.")


class PromptUsed(Schema):
    """The question, and its answer where a vault was given."""

    prompt: str
    answer: AnswerRead | None = None
