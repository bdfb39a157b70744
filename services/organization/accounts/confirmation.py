"""Confirming an erasure when nothing is left of the organizations that went with the person."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from services.organization.accounts.repository import BelongingsRepository
from shared.errors import Unavailable
from shared.events import AccountErasureConfirmed
from shared.outbox.publish import enqueue, publish
from shared.resources import Resources
from shared.tasks import task

LOOK_AGAIN = timedelta(seconds=5)


@task("organization.confirm_erasure")
async def confirm_erasure(
    resources: Resources, account_id: UUID, erasure_id: UUID, organization_ids: list[UUID]
) -> None:
    """Delete the organizations once the vault service holds nothing of them; until then look again in a while."""
    is_gone = await _hold_nothing(resources, organization_ids)
    async with resources.sessions.begin() as session:
        if is_gone:
            await BelongingsRepository(session).delete(organization_ids)
            confirmed = AccountErasureConfirmed(account_id=account_id, erasure_id=erasure_id, service="organization")
            await publish(session, confirmed)
        else:
            await enqueue(
                session,
                confirm_erasure,
                delay=LOOK_AGAIN,
                account_id=account_id,
                erasure_id=erasure_id,
                organization_ids=organization_ids,
            )


async def _hold_nothing(resources: Resources, organization_ids: Collection[UUID]) -> bool:
    """While nobody can say, the answer is no."""
    try:
        return not any([(await resources.vaults.holdings(each)).any for each in organization_ids])
    except Unavailable:
        return False
