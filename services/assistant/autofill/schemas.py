"""Filling a form, on the wire."""

from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.filling import Filled, Filling, Unfilled
from services.assistant.autofill.known import Candidate, Known, Source
from shared.evidence import Box
from shared.schemas import Body, Schema

MOST_FIELDS = 500
Line = Annotated[str, StringConstraints(min_length=1, max_length=500)]


class Output(StrEnum):
    """`pdf` fills in the document and stores the result in the vault."""

    JSON = "json"
    PDF = "pdf"


class WantedKind(StrEnum):
    """Kinds of fields in a list."""

    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"


class FieldWanted(Body):
    """A field to fill in."""

    name: Line = Field(examples=["dob"])
    label: Line = Field(examples=["Date of birth"], description="Decides what is filled in, and how dates are written.")
    type: WantedKind = WantedKind.TEXT
    options: list[Line] = Field(default_factory=list, max_length=MOST_FIELDS, description="What a choice offers.")

    @model_validator(mode="after")
    def offer_options_with_a_choice(self) -> Self:
        if bool(self.options) != (self.type is WantedKind.CHOICE):
            message = "a choice has options, and nothing else has"
            raise ValueError(message)
        return self

    def form_field(self) -> FormField:
        return FormField(self.name, self.label, FieldKind(self.type), tuple(self.options))


class AutoFill(Body):
    """The form: a known one, a PDF of the vault, or a list of fields; one of the three."""

    form_code: Annotated[str, StringConstraints(min_length=1, max_length=20)] | None = Field(None, examples=["I-131"])
    document_id: UUID | None = Field(None, description="A PDF form in the vault.")
    fields: list[FieldWanted] | None = Field(None, min_length=1, max_length=MOST_FIELDS)
    person_id: UUID | None = Field(None, description="Whose record to fill in from, beside their papers in the vault.")
    output: Output = Output.JSON

    @model_validator(mode="after")
    def name_one_form(self) -> Self:
        if sum(given is not None for given in (self.form_code, self.document_id, self.fields)) != 1:
            message = "give one of form_code, document_id and fields"
            raise ValueError(message)
        names = [field.name for field in self.fields or ()]
        if len(set(names)) < len(names):
            message = "each field needs a name of its own"
            raise ValueError(message)
        return self


class FormRead(Schema):
    """The form that was filled in."""

    code: str | None = Field(examples=["I-131"])
    name: str | None
    document_id: UUID | None
    field_count: int


class SourceRead(Schema):
    """Where a value was read: in a document, or in the record of a person."""

    document_id: UUID | None
    person_id: UUID | None = Field(description="Of the record, where that is the source.")
    filename: str
    page: int | None = Field(description="Null where a person said it and it was not read anywhere.")
    box: Box | None = Field(description="`[x0, y0, x1, y1]` in fractions of the page.")
    metadata_field: str


class FilledRead(Schema):
    """A field with its value and the document that says so."""

    name: str
    label: str
    value: str = Field(description="As the field takes it; of a check box what it stands for when it is ticked.")
    confidence: float = Field(ge=0, le=1)
    source: SourceRead
    other_sources: list[SourceRead] = Field(description="More documents that say the same.")

    @classmethod
    def of(cls, filled: Filled) -> Self:
        first, *others = [_source(source) for source in filled.candidate.sources]
        return cls(
            name=filled.field.name,
            label=filled.field.label,
            value=filled.value,
            confidence=filled.confidence,
            source=first,
            other_sources=others,
        )


class UnfilledRead(Schema):
    """A field that was left empty, and why."""

    name: str
    label: str
    reason: str

    @classmethod
    def of(cls, unfilled: Unfilled) -> Self:
        return cls(name=unfilled.field.name, label=unfilled.field.label, reason=unfilled.reason)


class CandidateRead(Schema):
    """One of several values that documents give."""

    value: str = Field(description="Dates as `YYYY-MM-DD`, countries by their code.")
    confidence: float
    holder: str = Field(description="Whose papers say so.")
    sources: list[SourceRead]

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        return cls(
            value=candidate.value,
            confidence=round(candidate.confidence, 4),
            holder=candidate.holder,
            sources=[_source(source) for source in candidate.sources],
        )


class ConflictRead(Schema):
    """What the documents contradict each other about; the fields that ask for it are left empty."""

    attribute: str = Field(examples=["passport_number"])
    fields: list[str] = Field(description="Names of the fields that ask for it.")
    reason: str
    candidates: list[CandidateRead]

    @classmethod
    def of(cls, known: Known, names: list[str]) -> Self:
        return cls(
            attribute=known.attribute,
            fields=names,
            reason=known.why_not,
            candidates=[CandidateRead.of(candidate) for candidate in known.candidates],
        )


class AutoFilled(Schema):
    """What could be filled in, and what could not."""

    form: FormRead
    fields: list[FilledRead]
    unfilled: list[UnfilledRead]
    conflicts: list[ConflictRead]
    document_id: UUID | None = Field(None, description="With `pdf`: the filled form in the vault.")

    @classmethod
    def of(cls, form: FormRead, filling: Filling, document_id: UUID | None = None) -> Self:
        return cls(
            form=form,
            fields=[FilledRead.of(each) for each in filling.filled],
            unfilled=[UnfilledRead.of(each) for each in filling.unfilled],
            conflicts=[ConflictRead.of(known, names) for known, names in filling.conflicts],
            document_id=document_id,
        )


def _source(source: Source) -> SourceRead:
    return SourceRead.model_validate(source)
