"""What other services ask the immigration service."""

from uuid import UUID

from fastapi import APIRouter

from services.immigration.access import keeper_of
from services.immigration.persons.repository import PersonRepository
from services.immigration.persons.schemas import PersonRead
from services.immigration.resources import ImmigrationApp
from services.immigration.statuses.repository import StatusRepository
from services.immigration.statuses.schemas import StatusRead
from shared.auth.dependencies import Caller
from shared.clients.http import INTERNAL
from shared.clients.immigration import PersonRecord, PersonsExport
from shared.clients.vault import AccessQuestion
from shared.db.session import ReadSession

router = APIRouter(prefix=INTERNAL, include_in_schema=False)


@router.get("/accounts/{account_id}/export")
async def export_persons(
    _caller: Caller, account_id: UUID, session: ReadSession, resources: ImmigrationApp
) -> PersonsExport:
    """What an account keeps for itself; records of its organizations are theirs."""
    persons = await PersonRepository(session).all_of_owner(account_id)
    statuses = await StatusRepository(session).all_of([person.id for person in persons])
    written: dict[UUID, list[object]] = {person.id: [] for person in persons}
    for status in statuses:
        written[status.person_id].append(StatusRead.of(status, resources.sealer).model_dump(mode="json"))
    return PersonsExport(
        persons=[
            PersonRead.of(person, resources.sealer).model_dump(mode="json") | {"statuses": written[person.id]}
            for person in persons
        ]
    )


@router.post("/persons/{person_id}")
async def show_person(
    _caller: Caller, person_id: UUID, who: AccessQuestion, session: ReadSession, resources: ImmigrationApp
) -> PersonRecord:
    """The record, where the caller of the other service may see it."""
    keeper = await keeper_of(who, resources.people)
    person = await PersonRepository(session).get(keeper.owners, person_id)
    return PersonRecord.model_validate(PersonRead.of(person, resources.sealer))
