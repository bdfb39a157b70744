"""Creating and deactivating service accounts."""

from uuid import UUID

from services.organization.machines.service_accounts.repository import ServiceAccountRepository
from services.organization.machines.service_accounts.schemas import ServiceAccountCreate
from services.organization.models import ServiceAccount
from shared.auth.dependencies import AppResources
from shared.auth.versions import machines_subject
from shared.db.session import Session, Sessions


class ServiceAccountService:
    def __init__(self, session: Session) -> None:
        self.accounts = ServiceAccountRepository(session)

    async def create(self, organization_id: UUID, data: ServiceAccountCreate) -> ServiceAccount:
        return await self.accounts.add(ServiceAccount(organization_id=organization_id, **data.model_dump()))


class Deactivation:
    """Takes rights away, so it holds caching back around a transaction of its own."""

    def __init__(self, sessions: Sessions, resources: AppResources) -> None:
        self.sessions = sessions
        self.resources = resources

    async def deactivate(self, organization_id: UUID, service_account_id: UUID) -> ServiceAccount:
        """Final; a second time changes nothing. Raises ServiceAccountNotFound."""
        subject = machines_subject(organization_id)
        async with self.resources.versions.changing(subject), self.sessions.begin() as session:
            accounts = ServiceAccountRepository(session)
            await accounts.get(organization_id, service_account_id)
            await accounts.deactivate(service_account_id, self.resources.now())
            return await accounts.get(organization_id, service_account_id)
