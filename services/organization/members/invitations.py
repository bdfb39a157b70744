"""Turning invitations into memberships."""

from uuid import UUID

from services.organization.members.repository import MemberRepository
from services.organization.models import Member
from shared.auth.principals import Kind
from shared.auth.versions import account_subject
from shared.clients.account import Contact
from shared.db.engine import SessionFactory
from shared.events import Actor, MemberAdded
from shared.outbox.publish import publish
from shared.resources import Resources


class Invitations:
    def __init__(self, resources: Resources) -> None:
        self.sessions: SessionFactory = resources.sessions
        self.reads: SessionFactory = resources.reads
        self.versions = resources.versions

    async def accept(self, contact: Contact) -> None:
        """Whatever was sent to the account's verified address; nothing for one that is not verified."""
        if not contact.email_verified:
            return
        async with self.reads() as session:
            if not await MemberRepository(session).is_invited(contact.email):
                return
        async with self.versions.changing(account_subject(contact.id)), self.sessions.begin() as session:
            members = MemberRepository(session)
            joined = await members.organizations_of(contact.id)
            for invitation in await members.invitations(contact.email):
                if invitation.organization_id in joined:
                    # They came in by another address meanwhile.
                    await members.delete(invitation.id)
                else:
                    await _join(members, invitation, contact.id)


async def _join(members: MemberRepository, invitation: Member, account_id: UUID) -> None:
    invitation.account_id, invitation.email = account_id, None
    await publish(
        members.session,
        MemberAdded(
            organization_id=invitation.organization_id,
            actor=Actor(kind=Kind.ACCOUNT, id=account_id),
            member_id=invitation.id,
            role=invitation.role,
        ),
    )
