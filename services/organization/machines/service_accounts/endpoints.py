"""Routes for service accounts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends

from services.organization.machines.schemas import ReferenceBody
from services.organization.machines.service_accounts.errors import ServiceAccountNotFound
from services.organization.machines.service_accounts.repository import ServiceAccountRepository
from services.organization.machines.service_accounts.schemas import (
    ServiceAccountCreate,
    ServiceAccountList,
    ServiceAccountRead,
)
from services.organization.machines.service_accounts.service import Deactivation, ServiceAccountService
from services.organization.models import ServiceAccount
from services.organization.organizations.dependencies import ManagedOrganization
from services.organization.organizations.errors import ManagersOnly, OrganizationNotFound
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page

COMMON = (*GUARDED, ManagersOnly, OrganizationNotFound)

router = APIRouter(
    prefix="/api/v1/organizations/{organization_id}/machine-auth/service-accounts",
    tags=["machine auth"],
    route_class=IdempotentRoute,
)


@router.post("", status_code=201, response_model=ServiceAccountRead, responses=describe(*COMMON))
async def create_service_account(
    organization: ManagedOrganization, data: ServiceAccountCreate, accounts: Annotated[ServiceAccountService, Depends()]
) -> ServiceAccount:
    """Create a service account; for owners and admins. API keys that name it act as it, within its scopes."""
    return await accounts.create(organization.id, data)


@router.get("", response_model=ServiceAccountList, responses=describe(*COMMON, InvalidCursor))
async def list_service_accounts(
    organization: ManagedOrganization, page: Page, session: ReadSession
) -> dict[str, object]:
    """Service accounts, newest first, the deactivated ones included; for owners and admins."""
    accounts, pagination = await ServiceAccountRepository(session).page(organization.id, page)
    return {"service_accounts": accounts, "pagination": pagination}


@router.post("/{id}/deactivate", response_model=ServiceAccountRead, responses=describe(*COMMON, ServiceAccountNotFound))
async def deactivate_service_account(
    organization: ManagedOrganization,
    id: UUID,  # noqa: A002 - the published name
    deactivation: Annotated[Deactivation, Depends()],
    _reference: Annotated[ReferenceBody | None, Body()] = None,
) -> ServiceAccount:
    """Stop all keys of a service account at once and for good; a second time changes nothing.

    For owners and admins.
    """
    return await deactivation.deactivate(organization.id, id)
