"""Routes for API keys and app keys."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Path

from services.organization.machines.keys.errors import (
    ApiKeyNotFound,
    AppKeyNotFound,
    ExpiresInThePast,
    KeyChanged,
    KeyExpired,
    KeyRevokedBefore,
)
from services.organization.machines.keys.last_use import LastUse
from services.organization.machines.keys.repository import KeyRepository
from services.organization.machines.keys.schemas import (
    ApiKeyCreate,
    ApiKeyIssued,
    ApiKeyList,
    ApiKeyRead,
    ApiKeyRotate,
    AppKeyCreate,
    AppKeyIssued,
    AppKeyList,
    AppKeyRead,
    AppKeyRotate,
)
from services.organization.machines.keys.service import KeyChangeService, KeyService
from services.organization.machines.schemas import ReferenceBody
from services.organization.machines.service_accounts.errors import ServiceAccountDeactivated, ServiceAccountNotFound
from services.organization.models import ApiKey, AppKey
from services.organization.organizations.dependencies import ManagedOrganization
from services.organization.organizations.errors import ManagersOnly, OrganizationNotFound
from shared.auth.dependencies import AppResources, Person
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page

COMMON = (*GUARDED, ManagersOnly, OrganizationNotFound)

router = APIRouter(
    prefix="/api/v1/organizations/{organization_id}/machine-auth", tags=["machine auth"], route_class=IdempotentRoute
)

Keys = Annotated[KeyService, Depends()]
Changes = Annotated[KeyChangeService, Depends()]
KeyId = Annotated[UUID, Path(alias="id")]
ApiKeyRotation = Annotated[ApiKeyRotate | None, Body()]
AppKeyRotation = Annotated[AppKeyRotate | None, Body()]
Reference = Annotated[ReferenceBody | None, Body()]


@router.post(
    "/api-keys",
    status_code=201,
    responses=describe(
        *COMMON, AppKeyNotFound, ServiceAccountNotFound, KeyRevokedBefore, ServiceAccountDeactivated, ExpiresInThePast
    ),
)
async def create_api_key(
    person: Person, organization: ManagedOrganization, data: ApiKeyCreate, keys: Keys
) -> ApiKeyIssued:
    """Create an API key; for owners and admins. The answer shows the key, and nothing shows it again.

    Machines send it as `X-API-Key` together with an app key of the same organization. They may do what the scopes of
    both keys, and of the service account where there is one, allow.
    """
    return ApiKeyIssued.of(*await keys.create_api_key(person, organization.id, data))


@router.get("/api-keys", response_model=ApiKeyList, responses=describe(*COMMON, InvalidCursor))
async def list_api_keys(
    organization: ManagedOrganization, page: Page, session: ReadSession, resources: AppResources
) -> dict[str, object]:
    """API keys without their secrets, newest first, the revoked ones included; for owners and admins."""
    keys, pagination = await KeyRepository(session, ApiKey).page(organization.id, page)
    await LastUse(resources).update(keys)
    return {"api_keys": keys, "pagination": pagination}


@router.post(
    "/api-keys/{id}/rotate", responses=describe(*COMMON, ApiKeyNotFound, KeyRevokedBefore, KeyExpired, KeyChanged)
)
async def rotate_api_key(
    person: Person, organization: ManagedOrganization, key_id: KeyId, changes: Changes, data: ApiKeyRotation = None
) -> ApiKeyIssued:
    """Give an API key a new secret, and a new name or scopes where they are sent; for owners and admins.

    The old secret works for `grace_seconds` more, by default not at all.
    """
    return ApiKeyIssued.of(*await changes.rotate(person, ApiKey, organization.id, key_id, data or ApiKeyRotate()))


@router.post("/api-keys/{id}/revoke", response_model=ApiKeyRead, responses=describe(*COMMON, ApiKeyNotFound))
async def revoke_api_key(
    person: Person, organization: ManagedOrganization, key_id: KeyId, changes: Changes, _data: Reference = None
) -> ApiKey:
    """Stop an API key at once and for good; a second time changes nothing. For owners and admins."""
    return await changes.revoke(person, ApiKey, organization.id, key_id)


@router.post("/app-keys", status_code=201, responses=describe(*COMMON))
async def create_app_key(
    person: Person, organization: ManagedOrganization, data: AppKeyCreate, keys: Keys
) -> AppKeyIssued:
    """Create an app key; for owners and admins. The answer shows the key, and nothing shows it again."""
    return AppKeyIssued.of(*await keys.create_app_key(person, organization.id, data))


@router.get("/app-keys", response_model=AppKeyList, responses=describe(*COMMON, InvalidCursor))
async def list_app_keys(organization: ManagedOrganization, page: Page, session: ReadSession) -> dict[str, object]:
    """App keys without their secrets, newest first, the revoked ones included; for owners and admins."""
    keys, pagination = await KeyRepository(session, AppKey).page(organization.id, page)
    return {"app_keys": keys, "pagination": pagination}


@router.post("/app-keys/{id}/rotate", responses=describe(*COMMON, AppKeyNotFound, KeyRevokedBefore, KeyChanged))
async def rotate_app_key(
    person: Person, organization: ManagedOrganization, key_id: KeyId, changes: Changes, data: AppKeyRotation = None
) -> AppKeyIssued:
    """Give an app key a new secret, and a new name or scopes where they are sent; for owners and admins.

    The old secret works for `grace_seconds` more, by default not at all.
    """
    return AppKeyIssued.of(*await changes.rotate(person, AppKey, organization.id, key_id, data or AppKeyRotate()))


@router.post("/app-keys/{id}/revoke", response_model=AppKeyRead, responses=describe(*COMMON, AppKeyNotFound))
async def revoke_app_key(
    person: Person, organization: ManagedOrganization, key_id: KeyId, changes: Changes, _data: Reference = None
) -> AppKey:
    """Stop an app key, and the API keys bound to it, at once and for good; a second time changes nothing.

    For owners and admins.
    """
    return await changes.revoke(person, AppKey, organization.id, key_id)
