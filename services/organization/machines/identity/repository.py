"""The two statements behind a machine's identity, built once."""

from uuid import UUID

from sqlalchemy import Text, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.organization.models import ApiKey, AppKey, Organization, ServiceAccount
from shared.clients.organization import KeyPair
from shared.db.columns import AnyRow

API_DIGEST = bindparam("api_key_digest", type_=Text())
APP_DIGEST = bindparam("app_key_digest", type_=Text())
HAS_API_DIGEST = or_(ApiKey.digest == API_DIGEST, ApiKey.previous_digest == API_DIGEST)
HAS_APP_DIGEST = or_(AppKey.digest == APP_DIGEST, AppKey.previous_digest == APP_DIGEST)

OWNER = select(ApiKey.organization_id).where(HAS_API_DIGEST)

PAIR = (
    select(
        ApiKey.id.label("api_key_id"),
        ApiKey.organization_id,
        ApiKey.service_account_id,
        ApiKey.expires_at,
        ApiKey.previous_until.label("api_key_previous_until"),
        (ApiKey.previous_digest == API_DIGEST).label("is_previous_api_key"),
        AppKey.previous_until.label("app_key_previous_until"),
        (AppKey.previous_digest == APP_DIGEST).label("is_previous_app_key"),
        ApiKey.allowed_ips,
        ApiKey.requests_per_minute,
        ApiKey.scopes.label("api_key_scopes"),
        AppKey.scopes.label("app_key_scopes"),
        ServiceAccount.scopes.label("service_account_scopes"),
        Organization.personal_owner_id,
    )
    .join(AppKey, AppKey.organization_id == ApiKey.organization_id)
    .join(Organization, Organization.id == ApiKey.organization_id)
    .outerjoin(ServiceAccount, ServiceAccount.id == ApiKey.service_account_id)
    .where(
        HAS_API_DIGEST,
        HAS_APP_DIGEST,
        or_(ApiKey.app_key_id.is_(None), ApiKey.app_key_id == AppKey.id),
        ApiKey.revoked_at.is_(None),
        AppKey.revoked_at.is_(None),
        ServiceAccount.deactivated_at.is_(None),
    )
)
"""Keys that belong together and are not stopped; whether their time is over is decided by the caller's clock."""


class IdentityReader:
    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def organization_of(self, keys: KeyPair) -> UUID | None:
        found: UUID | None = await self.connection.scalar(OWNER, {"api_key_digest": keys.api_key_digest})
        return found

    async def find(self, keys: KeyPair) -> AnyRow | None:
        return (await self.connection.execute(PAIR, keys.model_dump())).one_or_none()
