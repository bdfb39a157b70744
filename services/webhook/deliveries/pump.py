"""Sends what is due, many at a time, until nothing is left.

At most `SLOTS` requests are under way, of one webhook at most `FOR_EACH`, so that one that hangs holds up no other.
More than that is claimed, so that a slot is filled again without asking the database; what waits too long is let go.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from datetime import timedelta

import structlog

from services.webhook.deliveries.health import by_webhook, judge
from services.webhook.deliveries.line import Line
from services.webhook.deliveries.notices import tell_of_disabling
from services.webhook.deliveries.outcome import Claimed, Outcome
from services.webhook.deliveries.queue import DeliveryQueue
from services.webhook.deliveries.repository import DeliveryRepository
from services.webhook.deliveries.sending import TIMEOUT, Ways, send
from services.webhook.resources import WebhookResources
from shared.outbox.publish import enqueue

log = structlog.get_logger(__name__)

SLOTS = 64
FOR_EACH = 8
CLAIMED_FOR_EACH = 64
NOTED_AT_ONCE = 64
PATIENCE_SECONDS = 5
"""How long something claimed waits for a slot."""
LEASE = TIMEOUT + timedelta(seconds=2 * PATIENCE_SECONDS)
"""After which a delivery is due again whose sender has died."""
LOOK_SECONDS = 0.05
"""How often it looks for new work while requests are under way."""
MISHAP = "The delivery could not be made."


class Pump:
    """One run. After so many `seconds` it claims nothing more, so that its task ends."""

    def __init__(self, resources: WebhookResources, seconds: float = 60) -> None:
        self.resources = resources
        self.ends_at = time.monotonic() + seconds
        self.line = Line(FOR_EACH)
        self.under_way: set[asyncio.Task[None]] = set()
        self.results: list[tuple[Claimed, Outcome]] = []
        self.tick = asyncio.Event()
        self.keys: dict[bytes, bytes] = {}
        self.ways = Ways(resources.guard)

    async def run(self) -> bool:
        """Whether there is nothing left to do."""
        async with self.ways:
            try:
                while True:
                    await self._claim()
                    self._start()
                    if not self.under_way and not self.results:
                        return not self.is_over
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self.tick.wait(), LOOK_SECONDS)
                    self.tick.clear()
                    await self._note()
            finally:
                # What is broken off here is due again when its lease ends.
                for sending in self.under_way:
                    sending.cancel()
                await asyncio.gather(*self.under_way, return_exceptions=True)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at

    async def _claim(self) -> None:
        late = self.line.leave(0 if self.is_over else PATIENCE_SECONDS)
        has_room = len(self.under_way) < SLOTS and not self.is_over
        if not late and not has_room:
            return
        async with self.resources.sessions.begin() as session:
            queue = DeliveryQueue(session, self.resources.now())
            if late:
                await queue.let_go(late)
            found = await queue.claim(self.line.busy, CLAIMED_FOR_EACH, LEASE) if has_room else []
        for delivery in found:
            self.line.join(delivery)

    def _start(self) -> None:
        while len(self.under_way) < SLOTS and (delivery := self.line.serve()):
            self.under_way.add(asyncio.create_task(self._send(delivery)))

    async def _send(self, delivery: Claimed) -> None:
        try:
            outgoing = self.ways.to(delivery.webhook_id)
            outcome = await send(outgoing, delivery, self._opened(delivery.sealed_keys), self.resources.now)
        except Exception:
            log.exception("delivery.crashed", delivery_id=str(delivery.id))
            outcome = Outcome(self.resources.now(), 0, error=MISHAP)
        self.results.append((delivery, outcome))
        self.line.done(delivery)
        sending = asyncio.current_task()
        if sending:
            self.under_way.discard(sending)
        self._start()
        if not self.line or len(self.results) >= NOTED_AT_ONCE:
            self.tick.set()

    async def _note(self) -> None:
        results, self.results = self.results, []
        if not results:
            return
        now = self.resources.now()
        async with self.resources.sessions.begin() as session:
            queue = DeliveryQueue(session, now)
            outcomes = by_webhook(results)
            webhooks = await queue.webhooks(
                {each.webhook_id for each, outcome in results if not (each.is_well and outcome.arrived)}
            )
            disabled = [each for each in webhooks.values() if judge(each, outcomes[each.id], now)]
            await queue.note(results)
            for webhook in disabled:
                await DeliveryRepository(session).give_up(webhook.id, f"{webhook.disabled_reason}.", now)
                await enqueue(session, tell_of_disabling, webhook_id=webhook.id)

    def _opened(self, sealed: Sequence[bytes]) -> list[bytes]:
        """To decrypt a key takes as long as to sign with it, and a webhook has many deliveries."""
        for each in sealed:
            if each not in self.keys:
                self.keys[each] = self.resources.sealer.decrypt(each)
        return [self.keys[each] for each in sealed]
