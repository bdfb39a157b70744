"""What the account service itself puts into an archive."""

from uuid import UUID

from services.account.auth.schemas import AccountRead
from services.account.family.schemas import FamilyMemberRead
from shared.schemas import Schema, Timestamp


class ExportedSession(Schema):
    """One sign-in, ended or not."""

    id: UUID
    created_at: Timestamp
    expires_at: Timestamp
    revoked_at: Timestamp | None
    user_agent: str | None
    address: str | None


class ExportedAccount(Schema):
    """What the account service keeps of a person; secrets are not data about them."""

    account: AccountRead
    family_members: list[FamilyMemberRead]
    sessions: list[ExportedSession]
