"""Every query on organizations. `readable_by` is the one place that says who may see a row."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import with_expression

from services.organization.models import Member, Organization, Role
from services.organization.organizations.errors import DomainTaken, OrganizationNotFound, SlugTaken
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Organization.created_at, Organization.id)


def readable_by(account_id: UUID) -> Select[Organization]:
    """The organizations that the account is an active member of, with its role."""
    return (
        select(Organization)
        .join(Member, Member.organization_id == Organization.id)
        .where(Member.account_id == account_id)
        .options(with_expression(Organization.role, Member.role))
        .execution_options(populate_existing=True)
    )


class OrganizationRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, organization_id: UUID, account_id: UUID) -> Organization:
        organization: Organization | None = await self.session.scalar(
            readable_by(account_id).where(Organization.id == organization_id)
        )
        if organization is None:
            raise OrganizationNotFound
        return organization

    async def get_locked(self, organization_id: UUID, account_id: UUID) -> Organization:
        """As `get`; others who lock the row wait until this transaction ends.

        Two statements: after a wait, the row would come with the role as it was before.
        """
        await self.session.execute(select(Organization.id).where(Organization.id == organization_id).with_for_update())
        return await self.get(organization_id, account_id)

    async def page(self, account_id: UUID, page: PageRequest) -> tuple[Sequence[Organization], Pagination]:
        return await page.fetch(self.session, readable_by(account_id), NEWEST_FIRST)

    async def add(self, organization: Organization, owner_id: UUID) -> Organization:
        """Raises SlugTaken, DomainTaken; the transaction can go on."""
        try:
            async with self.session.begin_nested():
                self.session.add(organization)
        except IntegrityError as error:
            raise (DomainTaken if "uq_organizations_domain" in str(error.orig) else SlugTaken) from error
        self.session.add(Member(organization_id=organization.id, account_id=owner_id, role=Role.OWNER))
        await self.session.flush()
        return await self.get(organization.id, owner_id)

    async def update(self, organization_id: UUID, changes: dict[str, object]) -> None:
        """Raises DomainTaken."""
        try:
            await self.session.execute(update(Organization).where(Organization.id == organization_id).values(changes))
        except IntegrityError as error:
            raise DomainTaken from error

    async def has_personal(self, account_id: UUID) -> bool:
        personal = select(Organization.id).where(Organization.personal_owner_id == account_id)
        return await self.session.scalar(personal) is not None

    async def personal_of(self, account_ids: Collection[UUID]) -> dict[UUID, UUID]:
        """By their owners, of whom some may have none yet."""
        wanted = select(Organization.personal_owner_id, Organization.id).where(
            Organization.personal_owner_id.in_(account_ids)
        )
        return {owner: organization for owner, organization in await self.session.execute(wanted) if owner}

    async def add_personal(self, account_id: UUID, name: str, slug: str) -> None:
        """Unless it exists; two at once yield one."""
        added = await self.session.scalar(
            insert(Organization)
            .values(name=name, slug=slug, personal_owner_id=account_id)
            .on_conflict_do_nothing()
            .returning(Organization.id)
        )
        if added is not None:
            self.session.add(Member(organization_id=added, account_id=account_id, role=Role.OWNER))
            await self.session.flush()

    async def names(self, ids: Collection[UUID]) -> dict[UUID, str]:
        rows = await self.session.execute(select(Organization.id, Organization.name).where(Organization.id.in_(ids)))
        return {row.id: row.name for row in rows}

    async def find_by_domain(self, domain: str) -> Organization | None:
        found: Organization | None = await self.session.scalar(
            select(Organization).where(Organization.domain == domain)
        )
        return found
