"""Making, rotating and revoking keys."""

from datetime import datetime, timedelta
from uuid import UUID

from services.organization.machines.keys.errors import ExpiresInThePast, KeyChanged, KeyExpired, KeyRevokedBefore
from services.organization.machines.keys.repository import KeyRepository, KeyT
from services.organization.machines.keys.schemas import ApiKeyCreate, AppKeyCreate, KeyRotate
from services.organization.machines.service_accounts.errors import ServiceAccountDeactivated
from services.organization.machines.service_accounts.repository import ServiceAccountRepository
from services.organization.models import ApiKey, AppKey
from shared.auth.dependencies import AppResources
from shared.auth.keys import digest, new_key, shown_prefix
from shared.auth.principals import Principal
from shared.auth.versions import machines_subject
from shared.db.session import Late, Session
from shared.events import KeyCreated, KeyEvent, KeyRevoked, KeyRotated
from shared.outbox.publish import publish


class KeyService:
    """Makes keys. Nothing is cached about a new one, so nothing is held back."""

    def __init__(self, session: Session, resources: AppResources) -> None:
        self.session = session
        self.resources = resources

    async def create_api_key(self, who: Principal, organization_id: UUID, data: ApiKeyCreate) -> tuple[ApiKey, str]:
        """The row and its secret.

        Raises ExpiresInThePast, AppKeyNotFound, KeyRevokedBefore, ServiceAccountNotFound, ServiceAccountDeactivated.
        """
        if data.expires_at is not None and data.expires_at <= self.resources.now():
            raise ExpiresInThePast
        await self._check_partners(organization_id, data)
        values = data.model_dump(exclude={"allowed_ips"})
        networks = [str(network) for network in data.allowed_ips] if data.allowed_ips else None
        return await self._issue(who, ApiKey(organization_id=organization_id, allowed_ips=networks, **values))

    async def create_app_key(self, who: Principal, organization_id: UUID, data: AppKeyCreate) -> tuple[AppKey, str]:
        """The row and its secret."""
        return await self._issue(who, AppKey(organization_id=organization_id, **data.model_dump()))

    async def _check_partners(self, organization_id: UUID, data: ApiKeyCreate) -> None:
        if data.app_key_id is not None:
            app_key = await KeyRepository(self.session, AppKey).get(organization_id, data.app_key_id)
            if app_key.revoked_at is not None:
                raise KeyRevokedBefore("The app key is revoked")
        if data.service_account_id is not None:
            accounts = ServiceAccountRepository(self.session)
            account = await accounts.get(organization_id, data.service_account_id)
            if account.deactivated_at is not None:
                raise ServiceAccountDeactivated

    async def _issue(self, who: Principal, key: KeyT) -> tuple[KeyT, str]:
        secret = _put_secret(key)
        await KeyRepository(self.session, type(key)).add(key)
        await publish(self.session, _event(KeyCreated, who, key))
        return key, secret


class KeyChangeService:
    """Takes rights away, so it holds caching back around the transaction."""

    def __init__(self, transaction: Late, resources: AppResources) -> None:
        self.transaction = transaction
        self.resources = resources

    async def rotate(
        self, who: Principal, kind: type[KeyT], organization_id: UUID, key_id: UUID, data: KeyRotate
    ) -> tuple[KeyT, str]:
        """The row and its new secret. Of two who rotate one key at once, one gets KeyChanged.

        Raises ApiKeyNotFound, AppKeyNotFound, KeyRevokedBefore, KeyExpired.
        """
        async with self.resources.reads() as session:
            seen = await KeyRepository(session, kind).get(organization_id, key_id)
        session = await self.transaction.begin(machines_subject(organization_id))
        key = await KeyRepository(session, kind).get_locked(organization_id, key_id)
        now = self.resources.now()
        _check_alive(key, now)
        if key.digest != seen.digest:
            raise KeyChanged
        secret = _rotate(key, data, now)
        await publish(session, _event(KeyRotated, who, key))
        return key, secret

    async def revoke(self, who: Principal, kind: type[KeyT], organization_id: UUID, key_id: UUID) -> KeyT:
        """Final; a second time changes nothing. Raises ApiKeyNotFound, AppKeyNotFound."""
        session = await self.transaction.begin(machines_subject(organization_id))
        key = await KeyRepository(session, kind).get_locked(organization_id, key_id)
        if key.revoked_at is None:
            key.revoked_at = self.resources.now()
            await publish(session, _event(KeyRevoked, who, key))
        return key


def _rotate(key: ApiKey | AppKey, data: KeyRotate, now: datetime) -> str:
    has_grace = data.grace_seconds > 0
    key.previous_digest = key.digest if has_grace else None
    key.previous_until = now + timedelta(seconds=data.grace_seconds) if has_grace else None
    for name, value in data.changes().items():
        setattr(key, name, value)
    return _put_secret(key)


def _put_secret(key: ApiKey | AppKey) -> str:
    secret = new_key(key.secret_prefix)
    key.digest, key.key_prefix = digest(secret), shown_prefix(secret)
    return secret


def _check_alive(key: ApiKey | AppKey, now: datetime) -> None:
    if key.revoked_at is not None:
        raise KeyRevokedBefore
    if isinstance(key, ApiKey) and key.expires_at is not None and key.expires_at <= now:
        raise KeyExpired


def _event(kind: type[KeyEvent], who: Principal, key: ApiKey | AppKey) -> KeyEvent:
    return kind(organization_id=key.organization_id, actor=who.actor, key_id=key.id, key_kind=key.kind)
