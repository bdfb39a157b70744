"""Erasing what the service holds of a person."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.vault.accounts.repository import ErasureRepository
from services.vault.activity.repository import ActivityRepository
from services.vault.audiences.repository import AudienceRepository
from services.vault.vaults.repository import VaultRepository
from shared.auth.principals import Kind
from shared.auth.versions import vault_subject
from shared.events import AccountErasureConfirmed, AccountErasureRequested, Actor, OrganizationDeleted, VaultDeleted
from shared.outbox.publish import publish


@dataclass(frozen=True, slots=True)
class Held:
    """The vaults of a person or an organization, and those of others that they see by a share."""

    owned: list[UUID]
    received: list[UUID]

    @property
    def subjects(self) -> list[str]:
        return [vault_subject(vault_id) for vault_id in {*self.owned, *self.received}]


class AccountErasure:
    """Works in the session it is given; each step may be repeated."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.erasures = ErasureRepository(session)
        self.vaults = VaultRepository(session)

    async def owned(self, owner_id: UUID) -> list[UUID]:
        return [vault.id for vault in await self.vaults.owned_by(owner_id)]

    async def held_by_organization(self, organization_id: UUID) -> Held:
        received = await self.erasures.vaults_shared_with_organization(organization_id)
        return Held(await self.owned(organization_id), list(received))

    async def held(self, account_id: UUID, email: str) -> Held:
        received = await self.erasures.vaults_shared_with(account_id, email)
        return Held(await self.owned(account_id), list(received))

    async def begin(self, event: AccountErasureRequested, held: Held) -> bool:
        """False where it has begun before: then whoever began it goes on."""
        if not await self.erasures.begin(event.erasure_id):
            return False
        await self.delete_vaults(Actor(kind=Kind.ACCOUNT, id=event.account_id), held.owned)
        await AudienceRepository(self.session).forget_owner(event.account_id)
        await self.erasures.forget_shares_with(event.account_id, event.email)
        await ActivityRepository(self.session).forget_recipient(event.email)
        return True

    async def delete_vaults(self, actor: Actor, vault_ids: Collection[UUID]) -> None:
        for vault_id in await self.vaults.delete(vault_ids):
            await publish(self.session, VaultDeleted(vault_id=vault_id, actor=actor))

    async def begin_with_organization(self, event: OrganizationDeleted, held: Held) -> bool:
        """False where it has begun before: then whoever began it goes on."""
        if not await self.erasures.begin(event.organization_id):
            return False
        await self.delete_vaults(event.actor, held.owned)
        await AudienceRepository(self.session).forget_owner(event.organization_id)
        await self.erasures.forget_shares_with_organization(event.organization_id)
        return True

    async def finish_with_organization(self, organization_id: UUID) -> None:
        """Whoever waits for this sees that nothing is held any more."""
        await self.erasures.finish(organization_id)

    async def confirm(self, account_id: UUID, erasure_id: UUID) -> None:
        """Once for each erasure."""
        if await self.erasures.finish(erasure_id):
            await publish(
                self.session, AccountErasureConfirmed(account_id=account_id, erasure_id=erasure_id, service="vault")
            )
