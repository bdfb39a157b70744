"""The base of everything that goes over the wire."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer


def _zulu(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


Timestamp = Annotated[datetime, PlainSerializer(_zulu, return_type=str, when_used="json")]
"""A moment, written as ISO 8601 in UTC with `Z` whatever zone the database driver gave it."""


def _normalised(address: str) -> str:
    """An address whose local part is ASCII and whose domain is in its ASCII form (IDNA 2008).

    So two addresses that look alike can't be taken for one another, and comparing them in lower case is safe.
    """
    try:
        found = validate_email(address.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        message = "not a valid e-mail address"
        raise ValueError(message) from error
    return f"{found.ascii_local_part}@{found.ascii_domain}"


Email = Annotated[
    str,
    Field(max_length=254, json_schema_extra={"format": "email"}, examples=["anna@utopia.example"]),
    AfterValidator(_normalised),
]
"""An e-mail address; kept as written, its domain apart, and compared whatever its case."""


class Schema(BaseModel):
    """An answer: built from rows by attribute."""

    model_config = ConfigDict(from_attributes=True)


class Body(BaseModel):
    """A request body: a field we don't know is refused, so that a misspelt one is not silently ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class IdsQuestion(Body):
    """About which rows."""

    ids: list[UUID] = Field(max_length=1000)


class Success(Schema):
    """The answer to a command that has nothing else to say."""

    success: bool = True


class Pagination(Schema):
    """`next_cursor` leads to the next page and is null on the last one."""

    has_more: bool
    next_cursor: str | None = Field(None, description="Send it as `cursor` to get the next page.")


UPLOAD_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "document_type_id": {"type": "string", "format": "uuid", "description": "If it is known."},
                    },
                }
            }
        },
    }
}
"""What an upload sends, for the API document: the `openapi_extra` of a route that reads the form itself."""
