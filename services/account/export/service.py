"""Gathering what all services keep of a person."""

from typing import Any
from uuid import UUID

from services.account.auth.dependencies import AccountApp
from services.account.auth.repository import AccountRepository, SessionRepository
from services.account.export.archive import Archive
from services.account.export.schemas import ExportedAccount
from services.account.family.repository import FamilyMemberRepository
from shared.auth.principals import AccountPrincipal
from shared.concurrency import both
from shared.db.session import Sessions


class ExportService:
    def __init__(self, sessions: Sessions, resources: AccountApp) -> None:
        self.sessions = sessions
        self.resources = resources

    async def archive(self, who: AccountPrincipal) -> Archive:
        """Raises Unavailable before the first byte where a service is away."""
        own = await self._own(who.id)
        (organizations, persons), (vaults, conversations) = await both(
            both(self.resources.organizations.export(who.id), self.resources.immigration.export(who.id)),
            both(self.resources.vaults.export(who.id), self.resources.assistant.export(who.id)),
        )
        gathered = own | {
            "organizations": organizations,
            "persons": persons,
            "vaults": vaults,
            "conversations": conversations,
        }
        return Archive(gathered, self.resources.documents, self.resources.now())

    async def _own(self, account_id: UUID) -> dict[str, Any]:
        async with self.sessions() as session:
            exported = ExportedAccount(
                account=await AccountRepository(session).get(account_id),
                family_members=await FamilyMemberRepository(session).all(account_id),
                sessions=await SessionRepository(session).of_account(account_id),
            )
        return exported.model_dump(mode="json")
