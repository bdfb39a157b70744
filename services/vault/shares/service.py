"""Sharing a vault, changing the terms, and taking it back."""

import secrets
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from services.vault.activity.record import publish_act
from services.vault.models import Share, Vault
from services.vault.resources import VaultApp
from services.vault.shares.errors import EndsInThePast, OrganizationNotFound, RecipientFixed
from services.vault.shares.mail import invitation, send_mail
from services.vault.shares.repository import ShareRepository
from services.vault.shares.schemas import ShareCreate, ShareReplace, ShareTerms
from services.vault.vaults.repository import VaultRepository
from shared.auth.keys import digest, shown_prefix
from shared.auth.principals import Principal
from shared.auth.versions import vault_subject
from shared.clients.vault import AccessQuestion
from shared.db.session import Sessions
from shared.events import VaultShared, VaultShareRevoked
from shared.mail import Mail, enqueue_mail

TOKEN_PREFIX = "sht_"  # noqa: S105 - how a token begins


@dataclass(frozen=True, slots=True)
class NewShare:
    """A share with what opens it."""

    share: Share
    token: str
    url: str


class ShareService:
    """Every change runs inside `versions.changing`: nobody is let in, or kept out, by an answer from before it."""

    def __init__(self, sessions: Sessions, resources: VaultApp) -> None:
        self.sessions = sessions
        self.resources = resources

    async def create(self, who: Principal, vault_id: UUID, data: ShareCreate) -> list[NewShare]:
        """One for each recipient, or one open link. Raises EndsInThePast, OrganizationNotFound, VaultNotFound."""
        self._check_end(data)
        password_hash = await self._hash(data)
        organization_name = await self._organization_name(who, data.organization_id)
        new = [
            self._new_share(who, vault_id, data, password_hash, email)
            for email in {email.lower(): email for email in data.emails}.values()
        ]
        if data.organization_id is not None or not new:
            share = self._new_share(who, vault_id, data, password_hash, None)
            share.share.organization_id, share.share.organization_name = data.organization_id, organization_name
            new.append(share)
        sharer = await self.resources.name_of(who) if data.emails else ""
        async with self.resources.versions.changing(vault_subject(vault_id)), self.sessions.begin() as session:
            vault = await VaultRepository(session).get(vault_id)
            await ShareRepository(session).add([each.share for each in new])
            for each in new:
                await publish_act(session, _shared(each.share, who))
                if each.share.email is not None:
                    mail = self._invitation(each, vault, sharer)
                    await enqueue_mail(session, self.resources, send_mail, mail)
        return new

    async def replace(self, who: Principal, vault_id: UUID, share_id: UUID, data: ShareReplace) -> Share:
        """Raises EndsInThePast, ShareNotFound, RecipientFixed."""
        self._check_end(data)
        password_hash = await self._hash(data)
        async with self.resources.versions.changing(vault_subject(vault_id)), self.sessions.begin() as session:
            share = await ShareRepository(session).get(vault_id, share_id)
            _check_recipient(share, data)
            share.permission, share.expires_at = data.permission, data.expires_at
            share.max_downloads, share.message = data.max_downloads, data.message
            if "password" in data.model_fields_set:
                share.password_hash = password_hash
            share.credential_version += 1
            await session.flush()
            await publish_act(session, _shared(share, who))
        return share

    async def revoke(self, who: Principal, vault_id: UUID, share_id: UUID) -> None:
        """Raises ShareNotFound, also for one that was revoked before."""
        async with self.resources.versions.changing(vault_subject(vault_id)), self.sessions.begin() as session:
            share = await ShareRepository(session).get(vault_id, share_id)
            share.revoked_at = self.resources.now()
            act = VaultShareRevoked(vault_id=vault_id, actor=who.actor, share_id=share_id, recipient=share.recipient)
            await publish_act(session, act)

    def _new_share(
        self, who: Principal, vault_id: UUID, data: ShareCreate, password_hash: str | None, email: str | None
    ) -> NewShare:
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        share = Share(
            id=uuid7(),
            vault_id=vault_id,
            token_digest=digest(token),
            token_prefix=shown_prefix(token),
            email=email,
            permission=data.permission,
            expires_at=data.expires_at,
            password_hash=password_hash,
            max_downloads=data.max_downloads,
            message=data.message,
            created_by_kind=who.kind,
            created_by=who.id,
        )
        url = f"{self.resources.settings.public_url('vault')}/api/v1/public/shared/{token}"
        return NewShare(share, token, url)

    def _check_end(self, data: ShareTerms) -> None:
        if data.expires_at is not None and data.expires_at <= self.resources.now():
            raise EndsInThePast

    async def _hash(self, data: ShareTerms) -> str | None:
        return await self.resources.passwords.hash(data.password.get_secret_value()) if data.password else None

    async def _organization_name(self, who: Principal, organization_id: UUID | None) -> str | None:
        """Raises OrganizationNotFound for one that the caller doesn't belong to."""
        if organization_id is None:
            return None
        identity = await self.resources.identities.of(AccessQuestion.of(who))
        if organization_id not in identity.organizations:
            raise OrganizationNotFound
        names = await self.resources.organizations.organization_names([organization_id])
        return names.get(organization_id)

    def _invitation(self, new: NewShare, vault: Vault, sharer: str) -> Mail:
        return invitation(
            new.share.email or "",
            vault=vault.name,
            sharer=sharer,
            url=new.url,
            message=new.share.message,
            has_password=new.share.has_password,
        )


def _check_recipient(share: Share, data: ShareReplace) -> None:
    emails = {email.lower() for email in data.emails}
    if emails and emails != {(share.email or "").lower()}:
        raise RecipientFixed
    if data.organization_id is not None and data.organization_id != share.organization_id:
        raise RecipientFixed


def _shared(share: Share, who: Principal) -> VaultShared:
    return VaultShared(
        vault_id=share.vault_id,
        actor=who.actor,
        share_id=share.id,
        permission=share.permission,
        recipient=share.recipient,
    )
