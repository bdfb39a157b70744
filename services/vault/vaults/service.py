"""Creating and deleting vaults."""

from services.vault.access.cache import AccessCache
from services.vault.models import Vault
from services.vault.vaults.errors import FamilyMemberNotFound
from services.vault.vaults.repository import VaultRepository
from services.vault.vaults.schemas import VaultCreate
from shared.auth.dependencies import AppResources
from shared.auth.principals import Principal
from shared.db.session import Session
from shared.events import VaultCreated, VaultDeleted
from shared.outbox.publish import publish


class VaultService:
    def __init__(self, session: Session, resources: AppResources) -> None:
        self.session = session
        self.vaults = VaultRepository(session)
        self.cache = AccessCache(resources.redis)

    async def create(self, who: Principal, data: VaultCreate) -> Vault:
        if data.family_member_id is not None:
            # Nobody has family members yet: whichever is named isn't the caller's.
            raise FamilyMemberNotFound
        vault = await self.vaults.add(
            Vault(
                owner_id=who.id,
                name=data.name or _default_name(data.family_member_name),
                description=data.description,
                family_member_name=data.family_member_name,
            )
        )
        await publish(self.session, VaultCreated(vault_id=vault.id, actor=who.actor))
        return vault

    async def delete(self, who: Principal, vault: Vault) -> None:
        """Gone for everybody at once; what it holds follows in the background."""
        await self.vaults.delete(vault.id)
        await publish(self.session, VaultDeleted(vault_id=vault.id, actor=who.actor))


def _default_name(family_member_name: str | None) -> str:
    return f"{family_member_name}'s Vault" if family_member_name else "My Vault"
