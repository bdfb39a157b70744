"""Keeping family members."""

from uuid import UUID

from services.account.family.repository import FamilyMemberRepository
from services.account.family.schemas import FamilyMemberWrite
from services.account.models import FamilyMember
from shared.auth.principals import AccountPrincipal
from shared.db.session import Session


class FamilyService:
    def __init__(self, session: Session) -> None:
        self.members = FamilyMemberRepository(session)

    async def create(self, who: AccountPrincipal, data: FamilyMemberWrite) -> FamilyMember:
        return await self.members.add(FamilyMember(account_id=who.id, **data.model_dump()))

    async def replace(self, who: AccountPrincipal, member_id: UUID, data: FamilyMemberWrite) -> FamilyMember:
        """Raises FamilyMemberNotFound."""
        member = await self.members.get(who.id, member_id)
        for name, value in data.model_dump().items():
            setattr(member, name, value)
        await self.members.save()
        return member

    async def delete(self, who: AccountPrincipal, member_id: UUID) -> None:
        """Raises FamilyMemberNotFound."""
        await self.members.delete(who.id, member_id)
