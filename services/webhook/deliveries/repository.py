"""Deliveries as their owners see them, and those that are added; what the pump asks is in `queue.py`."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, literal, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.webhook.deliveries.errors import DeliveryNotFound
from services.webhook.deliveries.schemas import DeliveryStatus, Replay
from services.webhook.models import Attempt, Delivery, Event, Webhook
from services.webhook.webhooks.patterns import EVERYTHING
from services.webhook.webhooks.schemas import Status
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Delivery.created_at, Delivery.id)
EventKey = tuple[UUID, UUID]
"""Organization and id."""


class DeliveryRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, webhook_id: UUID, delivery_id: UUID) -> Delivery:
        """Raises DeliveryNotFound."""
        wanted = select(Delivery).where(Delivery.id == delivery_id, Delivery.webhook_id == webhook_id)
        found: Delivery | None = await self.session.scalar(wanted)
        if found is None:
            raise DeliveryNotFound
        return found

    async def page(
        self, webhook_id: UUID, status: DeliveryStatus | None, page: PageRequest
    ) -> tuple[Sequence[Delivery], Pagination]:
        theirs = select(Delivery).where(Delivery.webhook_id == webhook_id)
        return await page.fetch(
            self.session, theirs.where(Delivery.status == status) if status else theirs, NEWEST_FIRST
        )

    async def attempts_of(self, delivery_id: UUID) -> Sequence[Attempt]:
        wanted = select(Attempt).where(Attempt.delivery_id == delivery_id).order_by(Attempt.started_at, Attempt.id)
        return (await self.session.scalars(wanted)).all()

    async def of_events(self, events: Collection[EventKey]) -> Sequence[Delivery]:
        wanted = select(Delivery).where(tuple_(Delivery.organization_id, Delivery.event_id).in_(events))
        return (await self.session.scalars(wanted.order_by(Delivery.id))).all()

    async def add(self, wanted: Iterable[tuple[EventKey, UUID]], now: datetime) -> bool:
        """Events with the webhooks that get them, due at once; what there is already stays. Whether there were any."""
        rows = [
            {
                "id": uuid7(),
                "organization_id": organization_id,
                "event_id": event_id,
                "webhook_id": webhook_id,
                "status": DeliveryStatus.PENDING,
                "attempts": 0,
                "next_attempt_at": now,
            }
            for (organization_id, event_id), webhook_id in wanted
        ]
        if rows:
            await self.session.execute(insert(Delivery).on_conflict_do_nothing(), rows)
        return bool(rows)

    async def repeat(self, event: EventKey, webhook_id: UUID | None, now: datetime) -> int:
        """Send an event again to all that got it, or to one of them; what is on its way stays. How many."""
        theirs = tuple_(Delivery.organization_id, Delivery.event_id).in_([event])
        one = Delivery.webhook_id == webhook_id if webhook_id else true()
        return await self._again(theirs & one & Delivery.webhook_id.in_(_active()), now)

    async def replay(self, webhook: Webhook, wanted: Replay, now: datetime) -> int:
        """How many are on their way again."""
        theirs = select(Event.id).where(Event.organization_id == webhook.organization_id)
        if wanted.since:
            theirs = theirs.where(Event.occurred_at >= wanted.since)
        if wanted.until:
            theirs = theirs.where(Event.occurred_at < wanted.until)
        failed = Delivery.status == DeliveryStatus.FAILED
        finished = failed if wanted.only_failed else Delivery.status != DeliveryStatus.PENDING
        again = await self._again((Delivery.webhook_id == webhook.id) & Delivery.event_id.in_(theirs) & finished, now)
        return again if wanted.only_failed else again + await self._add_missing(webhook, theirs, now)

    async def give_up(self, webhook_id: UUID, reason: str, now: datetime) -> None:
        """Whatever is on its way to a webhook that is off."""
        waiting = update(Delivery).where(Delivery.webhook_id == webhook_id, Delivery.status == DeliveryStatus.PENDING)
        given_up = {"status": DeliveryStatus.FAILED, "next_attempt_at": None, "finished_at": now, "last_error": reason}
        await self.session.execute(waiting.values(given_up))

    async def _again(self, which: ColumnElement[bool], now: datetime) -> int:
        finished = update(Delivery).where(which, Delivery.status != DeliveryStatus.PENDING)
        as_new = {"status": DeliveryStatus.PENDING, "attempts": 0, "next_attempt_at": now, "finished_at": None}
        changed = await self.session.execute(finished.values(as_new).returning(Delivery.id))
        return len(changed.all())

    async def _add_missing(self, webhook: Webhook, theirs: Select[UUID], now: datetime) -> int:
        known = select(Delivery.event_id).where(Delivery.webhook_id == webhook.id)
        missing = theirs.where(_fits(webhook.events), Event.id.not_in(known)).with_only_columns(
            func.gen_random_uuid(),
            Event.organization_id,
            Event.id,
            literal(webhook.id),
            literal(DeliveryStatus.PENDING.value),
            literal(0),
            literal(now),
        )
        columns = ["id", "organization_id", "event_id", "webhook_id", "status", "attempts", "next_attempt_at"]
        added = insert(Delivery).from_select(columns, missing).on_conflict_do_nothing().returning(Delivery.id)
        return len((await self.session.execute(added)).all())


def _active() -> Select[UUID]:
    return select(Webhook.id).where(Webhook.status == Status.ACTIVE)


def _fits(patterns: Iterable[str]) -> ColumnElement[bool]:
    """What `patterns.wants` says, for the database."""
    fits: list[ColumnElement[bool]] = [
        true()
        if each == EVERYTHING
        else Event.type.startswith(each.removesuffix("*"), autoescape=True)
        if each.endswith(".*")
        else Event.type == each
        for each in patterns
    ]
    return or_(false(), *fits)
