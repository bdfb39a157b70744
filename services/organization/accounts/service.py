"""Showing and deleting what this service holds of a person."""

import contextlib
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from redis.exceptions import RedisError

from services.organization.accounts.confirmation import confirm_erasure
from services.organization.accounts.repository import BelongingsRepository
from services.organization.accounts.schemas import Export, ExportedKey, ExportedOrganization
from services.organization.members.memberships import settled_key
from shared.auth.principals import Kind
from shared.auth.versions import account_subject, machines_subject
from shared.db.session import ReadSession
from shared.events import AccountErasureRequested, Actor, MemberRemoved, OrganizationDeleted
from shared.outbox.publish import enqueue, publish
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
    """An organization that others belong to goes on without the person; the rest is deleted.

    Its keys first, and the organization itself when the vault service holds nothing of it any more: until then the
    membership says for whose erasure it goes, however often somebody begins.
    """

    def __init__(self, resources: Resources) -> None:
        self.resources = resources

    async def erase(self, event: AccountErasureRequested) -> None:
        """Safe to run again; confirmed when the organizations that nobody else belongs to are gone."""
        async with self.resources.reads() as session:
            ids = await BelongingsRepository(session).organizations_of(event.account_id)
        actor = Actor(kind=Kind.ACCOUNT, id=event.account_id)
        # The keys of all these: which of them are deleted is known only once they are locked.
        subjects = [account_subject(event.account_id), *map(machines_subject, ids)]
        async with self.resources.versions.changing(*subjects), self.resources.sessions.begin() as session:
            belongings = BelongingsRepository(session)
            await belongings.lock(ids)
            deserted = await belongings.deserted(event.account_id, ids)
            await belongings.close(deserted)
            for organization_id in deserted:
                await publish(session, OrganizationDeleted(organization_id=organization_id, actor=actor))
            await belongings.make_heirs_owners(event.account_id)
            await _leave(belongings, actor, except_of=deserted)
            await belongings.delete_invitations(event.email)
            await enqueue(
                session,
                confirm_erasure,
                account_id=event.account_id,
                erasure_id=event.erasure_id,
                organization_ids=deserted,
            )
        with contextlib.suppress(RedisError):
            # The account exists until every service has confirmed: nobody's question makes things for it meanwhile.
            await self.resources.redis.set(settled_key(event.account_id), "1", ex=LONGEST_ERASURE)


async def _leave(belongings: BelongingsRepository, actor: Actor, *, except_of: Collection[UUID]) -> None:
    for member in await belongings.delete_memberships(actor.id, except_of=except_of):
        removed = MemberRemoved(organization_id=member.organization_id, actor=actor, member_id=member.id)
        await publish(belongings.session, removed)
