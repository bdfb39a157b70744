"""Records go with whose they are."""

from services.immigration.calendars.repository import CalendarRepository
from services.immigration.imports.repository import ImportRepository
from services.immigration.persons.repository import PersonRepository
from services.immigration.resources import ImmigrationResources
from shared.events import AccountErasureConfirmed, AccountErasureRequested, OrganizationDeleted
from shared.outbox.publish import publish
from shared.tasks import task


@task("immigration.erase_account")
async def erase_account(resources: ImmigrationResources, event: AccountErasureRequested) -> None:
    """Delete what a person kept for themselves; what an organization keeps stays with it."""
    async with resources.sessions.begin() as session:
        await PersonRepository(session).delete_of_owner(event.account_id)
        await ImportRepository(session).delete_of_owner(event.account_id)
        await CalendarRepository(session).delete_of_owner(event.account_id)
        confirmed = AccountErasureConfirmed(
            account_id=event.account_id, erasure_id=event.erasure_id, service=resources.settings.service
        )
        await publish(session, confirmed)


@task("immigration.erase_organization")
async def erase_organization(resources: ImmigrationResources, event: OrganizationDeleted) -> None:
    """Delete the records of an organization that is no more."""
    async with resources.sessions.begin() as session:
        await PersonRepository(session).delete_of_owner(event.organization_id)
        await ImportRepository(session).delete_of_owner(event.organization_id)
        await CalendarRepository(session).delete_of_owner(event.organization_id)
