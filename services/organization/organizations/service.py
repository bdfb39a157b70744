"""Creating and changing organizations."""

from uuid import UUID

from services.organization.models import Organization
from services.organization.organizations.domains import check_domain
from services.organization.organizations.errors import PersonalDomain, SlugTaken
from services.organization.organizations.repository import OrganizationRepository
from services.organization.organizations.schemas import OrganizationCreate, OrganizationUpdate
from services.organization.organizations.slugs import slugs
from shared.auth.dependencies import AppResources
from shared.auth.principals import Principal
from shared.auth.versions import account_subject
from shared.db.engine import SessionFactory
from shared.db.session import Sessions


class OrganizationService:
    """Holds no transaction while the account service is asked."""

    def __init__(self, sessions: Sessions, resources: AppResources) -> None:
        self.sessions: SessionFactory = sessions
        self.resources = resources

    async def create(self, who: Principal, data: OrganizationCreate) -> Organization:
        """Raises PublicMailDomain, ForeignDomain, DomainTaken."""
        await self._check_domain(who.id, data.domain)
        async with (
            self.resources.versions.changing(account_subject(who.id)),
            self.sessions.begin() as session,
        ):
            return await _add(OrganizationRepository(session), who.id, data)

    async def update(self, who: Principal, organization: Organization, data: OrganizationUpdate) -> Organization:
        """Raises PersonalDomain, PublicMailDomain, ForeignDomain, DomainTaken."""
        changes = data.changes()
        if organization.is_personal and changes.get("domain"):
            raise PersonalDomain
        if changes.get("domain") != organization.domain:
            await self._check_domain(who.id, changes.get("domain"))
        async with self.sessions.begin() as session:
            organizations = OrganizationRepository(session)
            if changes:
                await organizations.update(organization.id, changes)
            return await organizations.get(organization.id, who.id)

    async def _check_domain(self, account_id: UUID, domain: str | None) -> None:
        if domain is not None:
            check_domain(domain, await self.resources.accounts.contact(account_id))


async def _add(organizations: OrganizationRepository, owner_id: UUID, data: OrganizationCreate) -> Organization:
    for slug in slugs(data.name):
        organization = Organization(
            name=data.name, slug=slug, domain=data.domain, settings=data.settings.model_dump(mode="json")
        )
        try:
            return await organizations.add(organization, owner_id)
        except SlugTaken:
            continue
    raise SlugTaken
