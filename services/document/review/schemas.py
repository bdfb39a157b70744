"""What a person says, on the wire."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictFloat, StrictInt, StrictStr, StringConstraints, model_validator

from shared.schemas import Body

Value = Annotated[StrictStr, StringConstraints(max_length=300)] | StrictInt | StrictFloat


class Classification(Body):
    """What the document is, by id or code, and values of fields of that type."""

    document_type_id: UUID | None = None
    document_type_code: str | None = Field(None, max_length=50, examples=["OTHER"], description="In any case.")
    metadata: dict[str, Value | None] = Field(
        default_factory=dict,
        max_length=100,
        description="Field to value; null says that the document has none. Other fields stay as they are read.",
        examples=[{}],
    )

    @model_validator(mode="after")
    def _name_a_type(self) -> "Classification":
        if self.document_type_id is None and self.document_type_code is None:
            message = "send document_type_id or document_type_code"
            raise ValueError(message)
        return self
