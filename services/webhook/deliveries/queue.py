"""The pump's questions: which deliveries are due, and what came of those that were sent.

Rows of webhooks are locked before those of their deliveries, here and wherever else both are changed.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CTE, bindparam, case, func, insert, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from uuid_utils.compat import uuid7

from services.webhook.deliveries.outcome import Claimed, Outcome, Results
from services.webhook.deliveries.schemas import DeliveryStatus
from services.webhook.deliveries.timing import NOTED_EVERY, PAUSE_AFTER, next_attempt
from services.webhook.models import Attempt, Delivery, Event, Webhook
from services.webhook.webhooks.schemas import Status
from shared.db.columns import AnyRow

MOST_WEBHOOKS = 64
"""That deliveries are claimed of at a time, chosen at random where more have some."""

NOTED = (
    update(Delivery)
    .where(Delivery.id == bindparam("delivery_id"))
    .values(
        status=bindparam("new_status"),
        next_attempt_at=bindparam("due"),
        last_status_code=bindparam("status_code"),
        last_error=bindparam("error"),
        finished_at=bindparam("finished"),
    )
)


class DeliveryQueue:
    def __init__(self, session: AsyncSession, now: datetime) -> None:
        self.session = session
        self.now = now

    async def claim(self, busy: Collection[UUID], for_each: int, lease: timedelta) -> list[Claimed]:
        """Up to so many of each webhook that is not `busy`, ours until the lease ends; of one that fails just one."""
        probed = await self._begin_probes(busy, lease)
        waiting = _webhooks_with_work()
        chosen = (
            select(Webhook.id)
            .where(
                Webhook.id.in_(select(waiting.c.webhook_id)),
                Webhook.id.not_in(busy),
                Webhook.status == Status.ACTIVE,
                (Webhook.failures < PAUSE_AFTER) | Webhook.id.in_(probed),
            )
            .order_by(func.random())
            .limit(MOST_WEBHOOKS)
            .subquery()
        )
        candidate = aliased(Delivery)
        due = (
            select(candidate.id)
            .where(
                candidate.webhook_id == chosen.c.id,
                candidate.status == DeliveryStatus.PENDING,
                candidate.next_attempt_at <= self.now,
            )
            .order_by(candidate.next_attempt_at)
            .limit(case((chosen.c.id.in_(probed), 1), else_=for_each))
            .with_for_update(skip_locked=True)
            .lateral()
        )
        taken = (
            update(Delivery)
            .where(
                Delivery.id.in_(select(due.c.id).select_from(chosen.join(due, onclause=true()))),
                Webhook.id == Delivery.webhook_id,
                Event.organization_id == Delivery.organization_id,
                Event.id == Delivery.event_id,
            )
            .values(attempts=Delivery.attempts + 1, next_attempt_at=self.now + lease)
            .returning(
                Delivery.id,
                Delivery.attempts,
                Delivery.webhook_id,
                Webhook.url,
                Webhook.signature,
                Webhook.secret,
                Webhook.previous_secret,
                Webhook.previous_until,
                Webhook.failures,
                Webhook.delivered_at,
                Event.id.label("event_id"),
                Event.type,
                Event.occurred_at,
                Event.data,
            )
            .execution_options(synchronize_session=False)
        )
        rows = (await self.session.execute(taken)).all()
        return [self._claimed(row) for row in rows]

    async def let_go(self, deliveries: Collection[Claimed]) -> None:
        """Claimed and not sent: somebody else may, at once."""
        mine = Delivery.id.in_([each.id for each in deliveries])
        released = {"attempts": Delivery.attempts - 1, "next_attempt_at": self.now}
        await self.session.execute(
            update(Delivery)
            .where(mine, Delivery.status == DeliveryStatus.PENDING)
            .values(released)
            .execution_options(synchronize_session=False)
        )

    async def webhooks(self, ids: Collection[UUID]) -> dict[UUID, Webhook]:
        """Locked."""
        wanted = select(Webhook).where(Webhook.id.in_(ids)).order_by(Webhook.id).with_for_update()
        return {webhook.id: webhook for webhook in await self.session.scalars(wanted)}

    async def note(self, results: Results) -> None:
        """Write down what came of them, unless somebody has decided otherwise or sent them since."""
        wanted = select(Delivery.id, Delivery.attempts).where(
            Delivery.id.in_([delivery.id for delivery, _ in results]), Delivery.status == DeliveryStatus.PENDING
        )
        found = (await self.session.execute(wanted.order_by(Delivery.id).with_for_update())).all()
        current = {(row.id, row.attempts) for row in found}
        ours = [(delivery, outcome) for delivery, outcome in results if (delivery.id, delivery.attempt) in current]
        if not ours:
            return
        connection = await self.session.connection()
        await connection.execute(NOTED, [self._noted(delivery, outcome) for delivery, outcome in ours])
        await connection.execute(insert(Attempt), [_attempt(delivery, outcome) for delivery, outcome in ours])

    def _noted(self, delivery: Claimed, outcome: Outcome) -> Mapping[str, object]:
        due = None if outcome.arrived else next_attempt(delivery.attempt, self.now, outcome.wish)
        status = DeliveryStatus.PENDING if due else DeliveryStatus.FAILED
        return {
            "delivery_id": delivery.id,
            "new_status": DeliveryStatus.DELIVERED if outcome.arrived else status,
            "due": due,
            "status_code": outcome.status_code,
            "error": outcome.failure,
            "finished": None if due else self.now,
        }

    def _claimed(self, row: AnyRow) -> Claimed:
        both = row.previous_secret is not None and row.previous_until > self.now
        is_noted = row.delivered_at is not None and self.now - row.delivered_at < NOTED_EVERY
        return Claimed(
            id=row.id,
            attempt=row.attempts,
            webhook_id=row.webhook_id,
            url=row.url,
            signature=row.signature,
            sealed_keys=(row.secret, row.previous_secret) if both else (row.secret,),
            is_well=is_noted and not row.failures,
            event_id=row.event_id,
            event_type=row.type,
            occurred_at=row.occurred_at,
            data=row.data,
        )

    async def _begin_probes(self, busy: Collection[UUID], lease: timedelta) -> list[UUID]:
        """Webhooks that fail and whose pause is over: one delivery shows whether they are back.

        Nobody else begins another before its lease ends.
        """
        over = (Webhook.paused_until.is_(None)) | (Webhook.paused_until <= self.now)
        failing = update(Webhook).where(
            Webhook.failures >= PAUSE_AFTER,
            over,
            Webhook.status == Status.ACTIVE,
            Webhook.id.not_in(busy),
            select(Delivery.id)
            .where(
                Delivery.webhook_id == Webhook.id,
                Delivery.status == DeliveryStatus.PENDING,
                Delivery.next_attempt_at <= self.now,
            )
            .exists(),
        )
        begun = failing.values(paused_until=self.now + lease).returning(Webhook.id)
        return list((await self.session.scalars(begun.execution_options(synchronize_session=False))).all())


def _webhooks_with_work() -> CTE:
    """Those of pending deliveries, each found by one step in the index however many deliveries it has."""
    in_order = (
        select(Delivery.webhook_id)
        .where(Delivery.status == DeliveryStatus.PENDING)
        .order_by(Delivery.webhook_id)
        .limit(1)
    )
    found = select(in_order.scalar_subquery().label("webhook_id")).cte("waiting", recursive=True)
    following = in_order.where(Delivery.webhook_id > found.c.webhook_id).scalar_subquery()
    return found.union_all(select(following).where(found.c.webhook_id.is_not(None)))


def _attempt(delivery: Claimed, outcome: Outcome) -> Mapping[str, object]:
    return {
        "id": uuid7(),
        "delivery_id": delivery.id,
        "number": delivery.attempt,
        "started_at": outcome.started_at,
        "duration_ms": outcome.duration_ms,
        "status_code": outcome.status_code,
        "error": outcome.error,
        "response": outcome.response,
    }
