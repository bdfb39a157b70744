"""What others have shared with the caller."""

import contextlib
from collections.abc import Sequence
from uuid import UUID

from services.vault.resources import VaultApp
from services.vault.shares.repository import ShareRepository
from services.vault.shares.schemas import ReceivedVault, ReceivedVaultList, SharedBy
from shared.auth.principals import Kind, Principal
from shared.clients.vault import AccessQuestion
from shared.db.columns import AnyRow
from shared.db.session import ReadSession
from shared.errors import Unavailable
from shared.pagination import PageRequest


class ReceivedShares:
    def __init__(self, session: ReadSession, resources: VaultApp) -> None:
        self.shares = ShareRepository(session)
        self.resources = resources

    async def page(self, who: Principal, page: PageRequest) -> ReceivedVaultList:
        identity = await self.resources.identities.of(AccessQuestion.of(who))
        rows, pagination = await self.shares.page_received(identity, self.resources.now(), page)
        emails = await self._emails(rows)
        vaults = [
            ReceivedVault.model_validate(
                {**row._asdict(), "shared_by": SharedBy(id=row.created_by, email=emails.get(row.created_by))}
            )
            for row in rows
        ]
        return ReceivedVaultList(vaults=vaults, pagination=pagination)

    async def _emails(self, rows: Sequence[AnyRow]) -> dict[UUID, str]:
        """Of the people who made the shares: one question for the page, and no reason to fail."""
        people = {row.created_by for row in rows if row.created_by_kind == Kind.ACCOUNT}
        if people:
            with contextlib.suppress(Unavailable):
                return {contact.id: contact.email for contact in await self.resources.accounts.contacts(ids=people)}
        return {}
