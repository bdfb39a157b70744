"""Filling a form in: what the vault knows, into the fields of the form, and perhaps into its PDF."""

import asyncio
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from fastapi import Depends

from services.assistant.access import AssistantApp
from services.assistant.autofill.errors import (
    FormDocumentNotFound,
    FormTooLarge,
    FormUnreadable,
    NoPdfToFill,
    NotAPdf,
    PersonNotFound,
)
from services.assistant.autofill.fields import FormField
from services.assistant.autofill.filling import Filled, Filling, FormFilling, Unfilled
from services.assistant.autofill.known import Knowledge
from services.assistant.autofill.known_forms import known_form
from services.assistant.autofill.mapping import Match
from services.assistant.autofill.record import as_document
from services.assistant.autofill.schemas import AutoFill, AutoFilled, FormRead, Output
from services.assistant.autofill.writing import DateStyle
from shared.auth.principals import MachinePrincipal, Principal
from shared.auth.scopes import Scope
from shared.auth.vault_access import Access
from shared.clients.document import DocumentDetail, DocumentSummary
from shared.errors import NotAllowed

DOCUMENTS_READ = 500
"""The newest of a vault."""
LARGEST_FORM = 20 * 1024 * 1024
MOST_PDF_FIELDS = 2_000
PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Form:
    """What is to be filled in; `content` is its PDF, `matches` what its fields are known to ask for."""

    read: FormRead
    fields: list[FormField]
    usual: DateStyle
    matches: dict[str, Match] | None = None
    filename: str = ""
    content: bytes | None = None


class AutoFillService:
    """Holds no transaction: others know what it fills in, and what it keeps goes to the document service."""

    def __init__(self, resources: AssistantApp, access: Access) -> None:
        self.resources = resources
        self.access = access

    async def fill(self, who: Principal, vault_id: UUID, wanted: AutoFill) -> AutoFilled:
        """Raises PersonNotFound, FormNotKnown, FormDocumentNotFound, NotAllowed, Unavailable and what a PDF may be."""
        record = await self._record(who, wanted)
        if wanted.output is Output.PDF:
            await self._check_may_store(who, vault_id, wanted)
        form = await self._form(vault_id, wanted)
        documents = await self.resources.documents.details(vault_id, DOCUMENTS_READ)
        filling = await asyncio.to_thread(self._filled, form, documents, record)
        if wanted.output is Output.JSON or form.content is None:
            return AutoFilled.of(form.read, filling)
        return await self._stored(who, vault_id, form, filling)

    async def _record(self, who: Principal, wanted: AutoFill) -> DocumentDetail | None:
        if wanted.person_id is None:
            return None
        if isinstance(who, MachinePrincipal) and Scope.IMMIGRATION_READ not in who.scopes:
            raise NotAllowed(f"This needs the scope {Scope.IMMIGRATION_READ}")
        record = await self.resources.immigration.person(wanted.person_id, who)
        if record is None:
            raise PersonNotFound
        return as_document(record)

    def _filled(self, form: Form, documents: list[DocumentDetail], record: DocumentDetail | None) -> Filling:
        others = [document for document in documents if document.id != form.read.document_id]
        knowledge = Knowledge(others, self.resources.today(), record)
        return FormFilling(knowledge, form.usual).fill(form.fields, form.matches)

    async def _stored(self, who: Principal, vault_id: UUID, form: Form, filling: Filling) -> AutoFilled:
        values = {each.field.name: each.value for each in filling.filled}
        content, refused = await self.resources.forms.fill(form.content or b"", values)
        filling = _without(filling, set(refused))
        # Filling takes a moment; the right to store may have gone meanwhile.
        await self.access.require(vault_id, who, "upload")
        name = f"{PurePath(form.filename).stem or 'form'} (filled).pdf"
        stored = await self.resources.documents.upload(vault_id, name, content, who.actor)
        return AutoFilled.of(form.read, filling, stored.id)

    async def _check_may_store(self, who: Principal, vault_id: UUID, wanted: AutoFill) -> None:
        if wanted.document_id is None:
            raise NoPdfToFill
        if isinstance(who, MachinePrincipal) and Scope.DOCUMENTS_WRITE not in who.scopes:
            raise NotAllowed(f"This needs the scope {Scope.DOCUMENTS_WRITE}")
        await self.access.require(vault_id, who, "upload")

    async def _form(self, vault_id: UUID, wanted: AutoFill) -> Form:
        if wanted.form_code is not None:
            known = known_form(wanted.form_code)
            fields = known.form_fields()
            read = FormRead(code=known.code, name=known.name, document_id=None, field_count=len(fields))
            return Form(read, fields, DateStyle.MONTH_FIRST, known.matches())
        if wanted.document_id is not None:
            return await self._pdf(vault_id, wanted.document_id)
        fields = [field.form_field() for field in wanted.fields or ()]
        read = FormRead(code=None, name=None, document_id=None, field_count=len(fields))
        return Form(read, fields, DateStyle.ISO)

    async def _pdf(self, vault_id: UUID, document_id: UUID) -> Form:
        document = await self.resources.documents.document(vault_id, document_id)
        if document is None:
            raise FormDocumentNotFound
        if document.content_type != PDF:
            raise NotAPdf
        if document.size_bytes > LARGEST_FORM:
            raise FormTooLarge
        content = await self._content(document_id)
        fields = await self.resources.forms.fields(content)
        if len(fields) > MOST_PDF_FIELDS:
            raise FormUnreadable(f"The form has more than {MOST_PDF_FIELDS} fields")
        read = FormRead(
            code=document.document_type_code,
            name=document.document_type_name,
            document_id=document_id,
            field_count=len(fields),
        )
        return Form(read, fields, _usual(document), None, document.filename, content)

    async def _content(self, document_id: UUID) -> bytes:
        content = bytearray()
        async with self.resources.documents.file(document_id) as response:
            if response.status_code != 200:
                raise FormDocumentNotFound
            async for block in response.aiter_bytes():
                content += block
                if len(content) > LARGEST_FORM:
                    raise FormTooLarge
        return bytes(content)


def _usual(document: DocumentSummary) -> DateStyle:
    """All forms of the catalogue are of the United States; of any other PDF nobody knows."""
    is_known = document.document_type_code not in {None, "OTHER"}
    return DateStyle.MONTH_FIRST if is_known else DateStyle.ISO


def _without(filling: Filling, refused: set[str]) -> Filling:
    """What the PDF did not take is not said to be filled in."""
    taken = [each for each in filling.filled if each.field.name not in refused]
    left = [Unfilled(each.field, "The field of the PDF did not take the value") for each in _refused(filling, refused)]
    return Filling(taken, [*filling.unfilled, *left])


def _refused(filling: Filling, refused: set[str]) -> list[Filled]:
    return [each for each in filling.filled if each.field.name in refused]


AutoFilling = Annotated[AutoFillService, Depends()]
