"""Background tasks about people who go."""

from datetime import timedelta
from uuid import UUID

from services.vault.accounts.erasure import AccountErasure
from shared.auth.principals import Kind
from shared.auth.versions import vault_subject
from shared.errors import Unavailable
from shared.events import AccountErasureRequested, Actor, OrganizationDeleted
from shared.outbox.publish import enqueue
from shared.resources import Resources
from shared.tasks import task

LOOK_AGAIN = timedelta(seconds=5)


@task("vault.erase_account")
async def erase_account(resources: Resources, event: AccountErasureRequested) -> None:
    """Delete a person's vaults and what was shared with them; their documents are confirmed to be gone later."""
    async with resources.sessions() as session:
        held = await AccountErasure(session).held(event.account_id, event.email)
    async with resources.versions.changing(*held.subjects), resources.sessions.begin() as session:
        if await AccountErasure(session).begin(event, held):
            await enqueue(
                session,
                confirm_erasure,
                account_id=event.account_id,
                erasure_id=event.erasure_id,
                vault_ids=held.owned,
            )


@task("vault.confirm_erasure")
async def confirm_erasure(resources: Resources, account_id: UUID, erasure_id: UUID, vault_ids: list[UUID]) -> None:
    """Confirm once the document service holds nothing of these vaults; until then look again every few seconds."""
    late = await _delete_late(resources, Actor(kind=Kind.ACCOUNT, id=account_id), account_id)
    is_gone = not late and await _is_empty(resources, vault_ids)
    async with resources.sessions.begin() as session:
        if is_gone:
            await AccountErasure(session).confirm(account_id, erasure_id)
        else:
            await enqueue(
                session,
                confirm_erasure,
                delay=LOOK_AGAIN,
                account_id=account_id,
                erasure_id=erasure_id,
                vault_ids=[*vault_ids, *late],
            )


@task("vault.erase_organization")
async def erase_organization(resources: Resources, event: OrganizationDeleted) -> None:
    """Delete the vaults of an organization that is no more, and what was shared with it; safe to run again."""
    async with resources.sessions() as session:
        held = await AccountErasure(session).held_by_organization(event.organization_id)
    async with resources.versions.changing(*held.subjects), resources.sessions.begin() as session:
        if await AccountErasure(session).begin_with_organization(event, held):
            await enqueue(
                session,
                finish_organization,
                organization_id=event.organization_id,
                actor=event.actor,
                vault_ids=held.owned,
            )


@task("vault.finish_organization")
async def finish_organization(resources: Resources, organization_id: UUID, actor: Actor, vault_ids: list[UUID]) -> None:
    """Be done with an organization once the document service holds nothing of its vaults; until then look again."""
    late = await _delete_late(resources, actor, organization_id)
    is_gone = not late and await _is_empty(resources, vault_ids)
    async with resources.sessions.begin() as session:
        if is_gone:
            await AccountErasure(session).finish_with_organization(organization_id)
        else:
            await enqueue(
                session,
                finish_organization,
                delay=LOOK_AGAIN,
                organization_id=organization_id,
                actor=actor,
                vault_ids=[*vault_ids, *late],
            )


async def _delete_late(resources: Resources, actor: Actor, owner_id: UUID) -> list[UUID]:
    """Vaults that were being made while their owner went."""
    async with resources.sessions() as session:
        late = await AccountErasure(session).owned(owner_id)
    async with resources.versions.changing(*map(vault_subject, late)), resources.sessions.begin() as session:
        await AccountErasure(session).delete_vaults(actor, late)
    return late


async def _is_empty(resources: Resources, vault_ids: list[UUID]) -> bool:
    """Whether no document is left; while nobody can say, the answer is no."""
    try:
        return not any([(await resources.documents.count(vault_id)).count for vault_id in vault_ids])
    except Unavailable:
        return False
