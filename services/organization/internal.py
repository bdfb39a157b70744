"""What other services ask the organization service."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.organization.accounts.repository import BelongingsRepository
from services.organization.accounts.schemas import Export, SoleOwnerships
from services.organization.accounts.service import ExportService
from services.organization.machines.identity.service import IdentityService
from services.organization.machines.repository import machine_names
from services.organization.members.memberships import MembershipService
from services.organization.members.repository import MemberRepository
from services.organization.organizations.errors import OrganizationNotFound
from services.organization.organizations.repository import OrganizationRepository
from services.organization.organizations.schemas import Domain, OrganizationSettings
from shared.auth.dependencies import Caller
from shared.clients.http import INTERNAL
from shared.clients.organization import (
    DomainOrganization,
    KeyPair,
    MachineIdentity,
    Managers,
    Memberships,
    Names,
    PersonalOrganizations,
)
from shared.db.columns import AnyRow
from shared.db.session import ReadSession
from shared.schemas import IdsQuestion

router = APIRouter(prefix=INTERNAL, include_in_schema=False)


@router.get("/accounts/{account_id}/memberships", response_model=Memberships)
async def list_memberships(
    _caller: Caller, account_id: UUID, memberships: Annotated[MembershipService, Depends()]
) -> dict[str, list[AnyRow]]:
    return {"memberships": await memberships.of(account_id)}


@router.post("/accounts/personal-organizations")
async def list_personal_organizations(
    _caller: Caller, question: IdsQuestion, session: ReadSession
) -> PersonalOrganizations:
    return PersonalOrganizations(organizations=await OrganizationRepository(session).personal_of(question.ids))


@router.get("/accounts/{account_id}/sole-ownerships", response_model=SoleOwnerships)
async def list_sole_ownerships(_caller: Caller, account_id: UUID, session: ReadSession) -> dict[str, object]:
    return {"organizations": await BelongingsRepository(session).sole_ownerships(account_id)}


@router.get("/accounts/{account_id}/export")
async def export_account(_caller: Caller, account_id: UUID, export: Annotated[ExportService, Depends()]) -> Export:
    return await export.export(account_id)


@router.post("/machine-keys/identify")
async def identify_machine(
    _caller: Caller, keys: KeyPair, identities: Annotated[IdentityService, Depends()]
) -> MachineIdentity:
    return await identities.identify(keys)


@router.get("/organizations/{organization_id}/managers")
async def list_managers(_caller: Caller, organization_id: UUID, session: ReadSession) -> Managers:
    return Managers(account_ids=list(await MemberRepository(session).managers(organization_id)))


@router.post("/organizations/names")
async def name_organizations(_caller: Caller, question: IdsQuestion, session: ReadSession) -> Names:
    return Names(names=await OrganizationRepository(session).names(question.ids))


@router.post("/machines/names")
async def name_machines(_caller: Caller, question: IdsQuestion, session: ReadSession) -> Names:
    return Names(names=await machine_names(session, question.ids))


@router.get("/domains/{domain}/organization")
async def get_organization_of_domain(_caller: Caller, domain: Domain, session: ReadSession) -> DomainOrganization:
    organization = await OrganizationRepository(session).find_by_domain(domain)
    if organization is None:
        raise OrganizationNotFound
    settings = OrganizationSettings.model_validate(organization.settings)
    return DomainOrganization(id=organization.id, name=organization.name, methods=list(settings.signin_methods))
