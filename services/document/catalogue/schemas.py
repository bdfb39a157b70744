"""The catalogue on the wire."""

from uuid import UUID

from pydantic import Field

from shared.schemas import Schema


class CatalogueField(Schema):
    """A value that is read from documents of a type."""

    name: str = Field(examples=["expiration_date"])
    label: str = Field(examples=["Date of expiry"])
    type: str = Field(examples=["date"])


class IndexEntry(Schema):
    """A document type, as the classification knows it."""

    code: str = Field(examples=["PASSPORT"])
    name: str = Field(examples=["Passport"])
    category: str = Field(examples=["identity"])
    aliases: tuple[str, ...]
    fields: tuple[CatalogueField, ...]


class DocumentIndex(Schema):
    document_index: list[IndexEntry]


class DocumentTypeRead(Schema):
    """A kind of document."""

    id: UUID
    code: str = Field(examples=["PASSPORT"])
    name: str = Field(examples=["Passport"])
    category: str = Field(examples=["identity"])
    description: str
    fields: tuple[CatalogueField, ...]


class DocumentTypeList(Schema):
    document_types: list[DocumentTypeRead]
