"""Everything that the service holds of a person, for them to take along."""

from uuid import UUID

from services.vault.activity.repository import ActivityRepository
from services.vault.shares.repository import ShareRepository
from services.vault.shares.schemas import ShareRead
from services.vault.vaults.repository import VaultRepository
from services.vault.vaults.schemas import VaultRead
from shared.db.session import ReadSession
from shared.schemas import Schema


class ExportedVault(VaultRead):
    """A vault with its shares, and how often each action happened in it."""

    shares: list[ShareRead]
    activity: dict[str, int]


class AccountExport(Schema):
    vaults: list[ExportedVault]


class ExportService:
    def __init__(self, session: ReadSession) -> None:
        self.session = session

    async def of_account(self, account_id: UUID) -> AccountExport:
        """Three statements, however many vaults."""
        vaults = await VaultRepository(self.session).owned_by(account_id)
        ids = [vault.id for vault in vaults]
        shares = await ShareRepository(self.session).of_vaults(ids)
        activity = await ActivityRepository(self.session).count(ids)
        return AccountExport(
            vaults=[
                ExportedVault.model_validate(
                    VaultRead.of_owner(vault).model_dump()
                    | {
                        "shares": [ShareRead.of(share) for share in shares if share.vault_id == vault.id],
                        "activity": activity.get(vault.id, {}),
                    }
                )
                for vault in vaults
            ]
        )
