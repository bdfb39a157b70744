"""Linking documents to persons, and deciding on what they propose."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from pydantic import ValidationError
from uuid_utils.compat import uuid7

from services.immigration.access import Keeper
from services.immigration.documents.contradictions import status_about
from services.immigration.documents.errors import AlreadyDecided, DocumentNotFound, NothingProposed
from services.immigration.documents.proposing import Decision, Proposal
from services.immigration.documents.reading import proposal_of, take_reading
from services.immigration.documents.repository import PersonDocumentRepository
from services.immigration.documents.schemas import PersonDocumentLink, PersonDocumentRead, ProposalAcceptance
from services.immigration.documents.tasks import read_document
from services.immigration.documents.views import view
from services.immigration.models import Person, PersonDocument, Status
from services.immigration.persons.repository import PersonRepository
from services.immigration.resources import ImmigrationApp
from services.immigration.statuses.repository import StatusRepository
from services.immigration.statuses.schemas import StatusCreate, StatusUpdate
from services.immigration.statuses.service import StatusService
from shared.db.session import Session
from shared.errors import invalid
from shared.outbox.publish import enqueue
from shared.pagination import PageRequest, Pagination

UNREAD = "processing"


class PersonDocumentService:
    def __init__(self, session: Session, resources: ImmigrationApp) -> None:
        self.session = session
        self.resources = resources
        self.persons = PersonRepository(session)
        self.links = PersonDocumentRepository(session)
        self.statuses = StatusRepository(session)

    async def link(self, keeper: Keeper, person_id: UUID, data: PersonDocumentLink) -> PersonDocumentRead:
        """A second time it changes the purpose. Raises DocumentNotFound, PersonNotFound, Unavailable."""
        document = await self.resources.documents.find(data.document_id)
        if document is None or not await self._may_view(keeper, document.vault_id):
            raise DocumentNotFound
        person = await self.persons.get(keeper.owners, person_id)
        link = PersonDocument(
            id=uuid7(),
            person_id=person.id,
            document_id=document.id,
            purpose=data.purpose,
            decision=Decision.OPEN,
        )
        take_reading(self.resources.sealer, link, document)
        await self.links.add(link)
        link = await self.links.get(person.id, document.id, locked=True)
        link.purpose = data.purpose
        if document.status == UNREAD:
            # It may have been read since we asked, and before this link is there to be found.
            await enqueue(self.session, read_document, document_id=document.id)
        return await self._view(person, link)

    async def get(self, keeper: Keeper, person_id: UUID, document_id: UUID) -> PersonDocumentRead:
        """Raises PersonNotFound, DocumentNotFound, Unavailable."""
        person, link = await self._visible(keeper, person_id, document_id)
        return await self._view(person, link)

    async def page(
        self, keeper: Keeper, person_id: UUID, page: PageRequest
    ) -> tuple[list[PersonDocumentRead], Pagination]:
        """Raises PersonNotFound, InvalidCursor, Unavailable."""
        person = await self.persons.get(keeper.owners, person_id)
        links, pagination = await self.links.page(person.id, page)
        visible = {vault_id: await self._may_view(keeper, vault_id) for vault_id in {link.vault_id for link in links}}
        statuses = await self.statuses.all_of([person.id])
        sealer = self.resources.sealer
        return [view(sealer, link, person, statuses) for link in links if visible[link.vault_id]], pagination

    async def unlink(self, keeper: Keeper, person_id: UUID, document_id: UUID) -> None:
        """What was accepted stays. Raises PersonNotFound, DocumentNotFound, Unavailable."""
        _, link = await self._visible(keeper, person_id, document_id)
        await self.links.delete(link)

    async def accept(
        self, keeper: Keeper, person_id: UUID, document_id: UUID, corrections: ProposalAcceptance
    ) -> Status:
        """Enter what was proposed, or bring the status about the same paper up to date.

        Raises PersonNotFound, DocumentNotFound, NothingProposed, AlreadyDecided, RequestValidationError for what can't
        be entered as it was read, EndsBeforeItBegins, Unavailable.
        """
        person, link = await self._visible(keeper, person_id, document_id, locked=True)
        proposal = self._open_proposal(link)
        statuses = await self.statuses.all_of([person.id])
        known = status_about(self.resources.sealer, link, proposal, statuses)
        said = corrections.model_dump(exclude_unset=True)
        values = dict(proposal.values) | said | {"source_document_id": document_id}
        others = [status for status in statuses if status is not known]
        values["is_current"] = said.get("is_current") or _is_current(values, others)
        status = await self._enter(keeper, person, known, values)
        link.decision, link.status_id = Decision.ACCEPTED, status.id
        return status

    async def reject(self, keeper: Keeper, person_id: UUID, document_id: UUID) -> PersonDocumentRead:
        """Raises PersonNotFound, DocumentNotFound, NothingProposed, AlreadyDecided, Unavailable."""
        person, link = await self._visible(keeper, person_id, document_id, locked=True)
        self._open_proposal(link)
        link.decision = Decision.REJECTED
        return await self._view(person, link)

    async def _enter(self, keeper: Keeper, person: Person, known: Status | None, values: dict[str, Any]) -> Status:
        service = StatusService(self.session, self.resources)
        try:
            if known:
                return await service.update(keeper, known.id, StatusUpdate.model_validate(values))
            return await service.create(keeper, person.id, StatusCreate.model_validate(values))
        except ValidationError as error:
            raise invalid(error, "body") from error

    def _open_proposal(self, link: PersonDocument) -> Proposal:
        proposal = proposal_of(self.resources.sealer, link)
        if proposal is None:
            raise NothingProposed
        if link.decision != Decision.OPEN:
            raise AlreadyDecided
        return proposal

    async def _visible(
        self, keeper: Keeper, person_id: UUID, document_id: UUID, *, locked: bool = False
    ) -> tuple[Person, PersonDocument]:
        person = await self.persons.get(keeper.owners, person_id)
        link = await self.links.get(person.id, document_id, locked=locked)
        if not await self._may_view(keeper, link.vault_id):
            raise DocumentNotFound
        return person, link

    async def _may_view(self, keeper: Keeper, vault_id: UUID) -> bool:
        return "view" in (await self.resources.vaults.decide(vault_id, keeper.question)).permissions

    async def _view(self, person: Person, link: PersonDocument) -> PersonDocumentRead:
        return view(self.resources.sealer, link, person, await self.statuses.all_of([person.id]))


def _is_current(values: dict[str, Any], others: Sequence[Status]) -> bool:
    """Unless one of its type and country that is current runs longer."""
    until = values.get("valid_until")
    last = until if isinstance(until, date) else date.fromisoformat(until) if until else date.max
    return not any(
        status.is_current
        and (status.status_type, status.country) == (values.get("status_type"), values.get("country"))
        and (status.valid_until or date.max) > last
        for status in others
    )


PersonDocuments = Annotated[PersonDocumentService, Depends()]
