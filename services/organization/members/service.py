"""Taking people in, inviting them, and letting them go."""

from collections.abc import Sequence
from uuid import UUID

from services.organization.members.errors import (
    LastOwner,
    MemberChanged,
    OwnersOnly,
)
from services.organization.members.repository import MemberRepository
from services.organization.members.schemas import MemberRead
from services.organization.models import MANAGERS, Member, Organization, Role
from services.organization.organizations.errors import ManagersOnly
from services.organization.organizations.repository import OrganizationRepository
from shared.auth.admission import RateLimit
from shared.auth.dependencies import AppResources
from shared.auth.principals import Principal
from shared.auth.versions import account_subject
from shared.db.engine import SessionFactory
from shared.db.session import Sessions
from shared.events import MemberRemoved
from shared.outbox.publish import publish
from shared.pagination import PageRequest, Pagination
from shared.resources import Resources

INVITATIONS = RateLimit("invitations", 200, 3600)


class MemberService:
    """Asks the account service for addresses, and holds no transaction meanwhile."""

    def __init__(self, sessions: Sessions, resources: AppResources) -> None:
        self.sessions: SessionFactory = sessions
        self.resources: Resources = resources

    async def page(self, organization_id: UUID, page: PageRequest) -> tuple[list[MemberRead], Pagination]:
        async with self.resources.reads() as session:
            members, pagination = await MemberRepository(session).page(organization_id, page)
        emails = await self._emails(members)
        listed = [MemberRead.of(m, emails.get(m.account_id) if m.account_id else m.email) for m in members]
        return listed, pagination

    async def remove(self, who: Principal, organization_id: UUID, member_id: UUID) -> None:
        """Raises MemberNotFound, ManagersOnly, OwnersOnly, LastOwner, MemberChanged."""
        async with self.resources.reads() as session:
            seen = await MemberRepository(session).get(organization_id, member_id)
        subjects = [account_subject(seen.account_id)] if seen.account_id else []
        async with self.resources.versions.changing(*subjects), self.sessions.begin() as session:
            organization = await OrganizationRepository(session).get_locked(organization_id, who.id)
            members = MemberRepository(session)
            member = await members.get(organization_id, member_id)
            if member.account_id != seen.account_id:
                raise MemberChanged
            _check_may_remove(organization, who, member)
            if member.account_id is not None:
                await _let_go(members, who, member)
            await members.delete(member.id)

    async def _emails(self, members: Sequence[Member]) -> dict[UUID, str]:
        ids = [member.account_id for member in members if member.account_id]
        return {c.id: c.email for c in await self.resources.accounts.contacts(ids=ids)} if ids else {}


async def _let_go(members: MemberRepository, who: Principal, member: Member) -> None:
    if member.role == Role.OWNER and not await members.has_other_owner(member):
        raise LastOwner
    await publish(
        members.session,
        MemberRemoved(organization_id=member.organization_id, actor=who.actor, member_id=member.id),
    )


def _check_may_remove(organization: Organization, who: Principal, member: Member) -> None:
    """Everybody may leave."""
    if member.account_id == who.id:
        return
    if organization.role not in MANAGERS:
        raise ManagersOnly
    if member.role == Role.OWNER and organization.role != Role.OWNER:
        raise OwnersOnly
