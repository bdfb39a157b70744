"""Creating, changing and deleting vaults."""

from uuid import UUID

from services.vault.activity.record import publish_act
from services.vault.models import OwnerKind, Vault
from services.vault.resources import VaultApp
from services.vault.vaults.errors import FamilyMemberNotFound
from services.vault.vaults.repository import VaultRepository
from services.vault.vaults.schemas import VaultCreate, VaultReplace
from shared.auth.principals import MachinePrincipal, Principal
from shared.auth.vault_access import VaultNotFound
from shared.auth.versions import vault_subject
from shared.clients.account import FamilyMemberName
from shared.clients.vault import AccessQuestion
from shared.db.session import Session
from shared.events import VaultCreated, VaultDeleted, VaultUpdated
from shared.outbox.publish import publish


class VaultService:
    def __init__(self, session: Session, resources: VaultApp) -> None:
        self.session = session
        self.resources = resources
        self.vaults = VaultRepository(session)

    async def create(self, who: Principal, data: VaultCreate) -> Vault:
        """Raises FamilyMemberNotFound."""
        member = await self._family_member(who, data.family_member_id)
        member_name = member.name if member else data.family_member_name
        owner_kind, owner_id = _owner_of(who)
        vault = await self.vaults.add(
            Vault(
                owner_kind=owner_kind,
                owner_id=owner_id,
                name=data.name or _default_name(member_name),
                description=data.description,
                family_member_id=data.family_member_id,
                family_member_name=member_name,
            )
        )
        await publish_act(self.session, VaultCreated(vault_id=vault.id, actor=who.actor))
        return vault

    async def replace(self, who: Principal, vault_id: UUID, data: VaultReplace) -> Vault:
        """Raises FamilyMemberNotFound, VaultNotFound."""
        member = await self._family_member(who, data.family_member_id)
        vault = await self.vaults.get(vault_id)
        wanted = {
            "name": data.name or vault.name,
            "description": data.description,
            "family_member_id": data.family_member_id,
            "family_member_name": member.name if member else data.family_member_name,
        }
        changed = [name for name, value in wanted.items() if getattr(vault, name) != value]
        for name in changed:
            setattr(vault, name, wanted[name])
        if changed:
            await self.session.flush()
            await publish_act(self.session, VaultUpdated(vault_id=vault.id, actor=who.actor, changed=changed))
        return vault

    async def _family_member(self, who: Principal, family_member_id: UUID | None) -> FamilyMemberName | None:
        """Asked before the first statement, so that no connection waits for the account service."""
        if family_member_id is None:
            return None
        account_id = AccessQuestion.of(who).account_id
        member = await self.resources.accounts.family_member(account_id, family_member_id) if account_id else None
        if member is None:
            raise FamilyMemberNotFound
        return member


class VaultDeletion:
    """Gone for everybody at once, in every service; what the vault holds follows in the background."""

    def __init__(self, resources: VaultApp) -> None:
        self.resources = resources

    async def delete(self, who: Principal, vault_id: UUID) -> None:
        """Raises VaultNotFound where somebody was faster."""
        changing = self.resources.versions.changing(vault_subject(vault_id))
        async with changing, self.resources.sessions.begin() as session:
            if not await VaultRepository(session).delete([vault_id]):
                raise VaultNotFound
            await publish(session, VaultDeleted(vault_id=vault_id, actor=who.actor))


def _owner_of(who: Principal) -> tuple[OwnerKind, UUID]:
    """A machine makes vaults for its organization; of a personal one, for its owner."""
    if isinstance(who, MachinePrincipal) and who.account_id is None:
        return OwnerKind.ORGANIZATION, who.organization_id
    return OwnerKind.ACCOUNT, AccessQuestion.of(who).account_id or who.id


def _default_name(family_member_name: str | None) -> str:
    return f"{family_member_name}'s Vault" if family_member_name else "My Vault"
