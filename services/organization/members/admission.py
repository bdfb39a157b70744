"""Taking people into an organization, or inviting them."""

import contextlib
from uuid import UUID

from redis.exceptions import RedisError

from services.organization.members.errors import OwnersOnly, PersonalMembers, TooManyInvitations
from services.organization.members.mails import invitation, send_mail
from services.organization.members.memberships import settled_key
from services.organization.members.repository import MemberRepository
from services.organization.members.schemas import MemberCreate, MemberRead
from services.organization.models import MANAGERS, Member, Organization, Role
from services.organization.organizations.errors import ManagersOnly
from services.organization.organizations.repository import OrganizationRepository
from shared.auth.admission import Applicant, RateLimit
from shared.auth.dependencies import AppResources
from shared.auth.principals import Principal
from shared.auth.versions import account_subject
from shared.clients.account import Contact
from shared.db.session import Late
from shared.events import MemberAdded
from shared.mail import enqueue_mail
from shared.outbox.publish import publish

INVITATIONS = RateLimit("invitations", 200, 3600)


class AdmissionService:
    """Asks the account service for the address, and holds no transaction meanwhile."""

    def __init__(self, transaction: Late, resources: AppResources) -> None:
        self.transaction = transaction
        self.resources = resources

    async def add(self, who: Principal, organization_id: UUID, data: MemberCreate) -> MemberRead:
        """A member at once where the address is an account's verified one, else an invitation.

        Raises ManagersOnly, OwnersOnly, PersonalMembers, MemberExists, TooManyInvitations.
        """
        contact = await self._holder(data.email)
        if contact is not None and contact.email_verified:
            return await self._join(who, organization_id, data, contact)
        if contact is not None:
            # They may confirm their address while we write the invitation: then they are let in when they come next.
            self.transaction.afterwards(self._look_again, contact.id)
        return await self._invite(who, organization_id, data)

    async def _look_again(self, account_id: UUID) -> None:
        with contextlib.suppress(RedisError):
            await self.resources.redis.delete(settled_key(account_id))

    async def _join(self, who: Principal, organization_id: UUID, data: MemberCreate, contact: Contact) -> MemberRead:
        session = await self.transaction.begin(account_subject(contact.id))
        organization = await OrganizationRepository(session).get_locked(organization_id, who.id)
        _check_may_add(organization, data.role)
        member = await MemberRepository(session).add(
            Member(organization_id=organization.id, account_id=contact.id, role=data.role)
        )
        added = MemberAdded(organization_id=organization.id, actor=who.actor, member_id=member.id, role=member.role)
        await publish(session, added)
        return MemberRead.of(member, contact.email)

    async def _invite(self, who: Principal, organization_id: UUID, data: MemberCreate) -> MemberRead:
        await self._count_invitation(organization_id)
        session = await self.transaction.begin()
        organization = await OrganizationRepository(session).get_locked(organization_id, who.id)
        _check_may_add(organization, data.role)
        member = await MemberRepository(session).add(
            Member(organization_id=organization.id, email=data.email, role=data.role)
        )
        mail = invitation(self.resources.settings, organization, data.email)
        await enqueue_mail(session, self.resources, send_mail, mail)
        return MemberRead.of(member, member.email)

    async def _count_invitation(self, organization_id: UUID) -> None:
        # Where Redis is away, nothing is limited.
        with contextlib.suppress(RedisError):
            admission = await self.resources.gate.ask(Applicant(f"organization:{organization_id}"), INVITATIONS)
            if not admission.allowed:
                raise TooManyInvitations(admission.reset_seconds)

    async def _holder(self, email: str) -> Contact | None:
        contacts = await self.resources.accounts.contacts(emails=[email])
        return next((contact for contact in contacts if contact.email.lower() == email.lower()), None)


def _check_may_add(organization: Organization, role: Role) -> None:
    if organization.role not in MANAGERS:
        raise ManagersOnly
    if organization.is_personal:
        raise PersonalMembers
    if role == Role.OWNER and organization.role != Role.OWNER:
        raise OwnersOnly
