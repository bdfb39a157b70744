"""Sources on the wire."""

from enum import StrEnum

from pydantic import Field

from shared.schemas import Schema, Timestamp


class SourceType(StrEnum):
    VAULT = "vault"
    NEWS = "news"
    REFERENCE = "reference"


class SourceOfAnswers(Schema):
    """Something that the assistant can draw on."""

    id: str = Field(description="Of a vault its id, of a feed its address.")
    name: str
    type: SourceType
    url: str | None = Field(None, description="Where it can be read, if that is outside.")
    item_count: int = Field(description="Documents of a vault, articles of a feed, rules of a reference.")
    updated_at: Timestamp


class SourceList(Schema):
    """`is_complete` is false where there are more vaults, or it can't be found out what is shared with the caller."""

    sources: list[SourceOfAnswers]
    is_complete: bool
