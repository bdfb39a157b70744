"""Recording a person's word, and having the rest read again in its light."""

from services.document.catalogue.catalogue import DocumentType
from services.document.documents.dependencies import DocumentApp
from services.document.documents.errors import DocumentTypeNotFound
from services.document.documents.repository import DocumentRepository
from services.document.models import Document, Status
from services.document.processing.queue import queue_processing
from services.document.processing.stages import Stage
from services.document.review.errors import TypesDisagree, ValueRefused
from services.document.review.schemas import Classification
from services.document.review.stated import with_stated
from services.document.review.values import normalise
from shared.auth.principals import Principal
from shared.db.session import Session
from shared.events import DocumentClassified
from shared.outbox.publish import publish


class ReviewService:
    def __init__(self, session: Session, resources: DocumentApp) -> None:
        self.session = session
        self.resources = resources
        self.documents = DocumentRepository(session)

    async def classify(self, who: Principal, seen: Document, said: Classification) -> Document:
        """Raises DocumentTypeNotFound, TypesDisagree, ValueRefused, DocumentNotFound.

        The fields are extracted by a worker, from the saved pages: forty pages of regular expressions would hold up
        every other request of this process. What the person said stands in the answer at once.
        """
        kind = self._type(said)
        stated = self._values(kind, said)
        document = await self.documents.lock(seen)
        self._record(document, kind, stated)
        if document.status is Status.PROCESSED:
            document.begin_again(Stage.UNDERSTAND)
            await queue_processing(self.session, document)
        elif document.stage == Stage.INDEX:
            document.stage = Stage.UNDERSTAND  # whoever indexes it sees that, and goes back
        await self.session.flush()
        await publish(
            self.session,
            DocumentClassified(
                document_id=document.id,
                vault_id=document.vault_id,
                filename=document.filename,
                actor=who.actor,
                document_type_code=kind.code,
                fields=list(stated),
            ),
        )
        return document

    def _type(self, said: Classification) -> DocumentType:
        catalogue = self.resources.catalogue
        by_id = catalogue.by_id(said.document_type_id) if said.document_type_id else None
        by_code = catalogue.find(said.document_type_code) if said.document_type_code is not None else None
        missing = (said.document_type_id and not by_id) or (said.document_type_code is not None and not by_code)
        kind = by_id or by_code
        if missing or kind is None:
            raise DocumentTypeNotFound
        if by_id and by_code and by_id is not by_code:
            raise TypesDisagree
        return kind

    def _values(self, kind: DocumentType, said: Classification) -> dict[str, str | None]:
        fields = {field.name: field for field in kind.fields}
        values: dict[str, str | None] = {}
        for name, written in said.metadata.items():
            if name not in fields:
                raise ValueRefused(f"metadata: {name[:100]} is not a field of {kind.code}")
            try:
                values[name] = normalise(fields[name], str(written)) if written is not None else None
            except ValueError as error:
                raise ValueRefused(f"metadata: {name} {error}") from error
        return values

    def _record(self, document: Document, kind: DocumentType, stated: dict[str, str | None]) -> None:
        """What was said or read of fields that the type does not have is no longer true of the document."""
        known = {field.name for field in kind.fields}
        document.document_type_code, document.classification_confidence = kind.code, 1.0
        document.is_type_chosen = True
        document.stated_metadata = {
            **{name: value for name, value in document.stated_metadata.items() if name in known},
            **stated,
        }
        read = {name: details for name, details in document.metadata_details.items() if name in known}
        document.metadata_details = with_stated(read, document.stated_metadata)
