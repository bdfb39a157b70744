"""Showing and deleting what this service holds of a person."""

import contextlib
from datetime import timedelta
from uuid import UUID

from redis.exceptions import RedisError

from services.organization.accounts.repository import BelongingsRepository
from services.organization.accounts.schemas import Export, ExportedKey, ExportedOrganization
from services.organization.members.memberships import settled_key
from shared.auth.principals import Kind
from shared.auth.versions import account_subject, machines_subject
from shared.db.session import ReadSession
from shared.events import AccountErasureConfirmed, AccountErasureRequested, Actor, MemberRemoved, OrganizationDeleted
from shared.outbox.publish import publish
from shared.resources import Resources

LONGEST_ERASURE = timedelta(days=7)


class ExportService:
    def __init__(self, session: ReadSession) -> None:
        self.belongings = BelongingsRepository(session)

    async def export(self, account_id: UUID) -> Export:
        """Keys by their prefix, and only those that the person manages; other members as a number."""
        organizations = {
            row.id: ExportedOrganization.model_validate(row) for row in await self.belongings.organizations(account_id)
        }
        for row in await self.belongings.keys(account_id):
            organizations[row.organization_id].keys.append(ExportedKey.model_validate(row))
        return Export(organizations=list(organizations.values()))


class ErasureService:
    """An organization that others belong to goes on without the person; the rest is deleted with its keys."""

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    async def erase(self, event: AccountErasureRequested) -> None:
        """Safe to run again: a second run finds nothing, and confirms once more."""
        async with self.resources.reads() as session:
            ids = await BelongingsRepository(session).organizations_of(event.account_id)
        actor = Actor(kind=Kind.ACCOUNT, id=event.account_id)
        # The keys of all these: which of them are deleted is known only once they are locked.
        subjects = [account_subject(event.account_id), *map(machines_subject, ids)]
        async with self.resources.versions.changing(*subjects), self.resources.sessions.begin() as session:
            belongings = BelongingsRepository(session)
            await belongings.lock(ids)
            for organization_id in await belongings.delete_deserted(event.account_id, ids):
                await publish(session, OrganizationDeleted(organization_id=organization_id, actor=actor))
            await belongings.make_heirs_owners(event.account_id)
            await _leave(belongings, event.account_id, actor)
            await belongings.delete_invitations(event.email)
            confirmed = AccountErasureConfirmed(
                account_id=event.account_id, erasure_id=event.erasure_id, service="organization"
            )
            await publish(session, confirmed)
        with contextlib.suppress(RedisError):
            # The account exists until every service has confirmed: nobody's question makes things for it meanwhile.
            await self.resources.redis.set(settled_key(event.account_id), "1", ex=LONGEST_ERASURE)


async def _leave(belongings: BelongingsRepository, account_id: UUID, actor: Actor) -> None:
    for member in await belongings.delete_memberships(account_id):
        removed = MemberRemoved(organization_id=member.organization_id, actor=actor, member_id=member.id)
        await publish(belongings.session, removed)
