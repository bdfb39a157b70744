"""The base of everything that goes over the wire."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Timestamp = Annotated[datetime, PlainSerializer(_zulu, return_type=str, when_used="json")]
"""A moment, written as ISO 8601 in UTC with `Z` whatever zone the database driver gave it."""


class Schema(BaseModel):
    """An answer: built from rows by attribute."""

    model_config = ConfigDict(from_attributes=True)


class Body(BaseModel):
    """A request body: a field we don't know is refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Success(Schema):
    """The answer to a command that has nothing else to say."""

    success: bool = True
