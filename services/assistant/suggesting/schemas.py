"""Suggestions on the wire."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.assistant.asking.schemas import QuestionText
from shared.schemas import Body, Schema


class FollowUpsWanted(Body):
    """What was asked last: a conversation, or a question by itself."""

    conversation_id: UUID | None = None
    question: QuestionText | None = Field(None, examples=["When does my passport expire?"])
    answer: Annotated[str, StringConstraints(max_length=20_000)] | None = Field(
        None, description="What was answered; suggestions rest on the documents, so it may be left out."
    )

    @model_validator(mode="after")
    def ask_one_way(self) -> Self:
        if (self.conversation_id is None) == (self.question is None):
            message = "give either a conversation_id or a question"
            raise ValueError(message)
        return self


class FollowUps(Schema):
    """Questions that the vault answers; fewer than three where it holds little."""

    follow_ups: list[str] = Field(examples=[["What is the number of my passport?"]])


class QueryToImprove(Body):
    """A question or search as somebody typed it."""

    query: Annotated[str, StringConstraints(min_length=1, max_length=4000)] = Field(examples=["pasport expiry"])
    vault_id: UUID | None = Field(None, description="Alternatives name documents that this vault has.")


class ImprovedQuery(Schema):
    """The same put better; `improved` is `original` where nothing is known that would help."""

    original: str
    improved: str
    reasons: list[str] = Field(description="What was changed, one each.")
    alternatives: list[str]
