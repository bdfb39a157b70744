"""What is claimed and waits for a slot."""

import time
from collections import Counter, deque
from uuid import UUID

from services.webhook.deliveries.outcome import Claimed


class Line:
    """Webhooks take turns, and none has more than `for_each` slots at a time."""

    def __init__(self, for_each: int) -> None:
        self.for_each = for_each
        self.waiting: dict[UUID, deque[tuple[float, Claimed]]] = {}
        self.served: Counter[UUID] = Counter()

    def __bool__(self) -> bool:
        return bool(self.waiting)

    @property
    def busy(self) -> set[UUID]:
        """Webhooks that nothing more need be claimed of now."""
        return self.waiting.keys() | {each for each, slots in self.served.items() if slots >= self.for_each}

    def join(self, delivery: Claimed) -> None:
        self.waiting.setdefault(delivery.webhook_id, deque()).append((time.monotonic(), delivery))

    def serve(self) -> Claimed | None:
        """The next one that may have a slot, until `done`; None where no webhook may have another."""
        for webhook_id, waiting in self.waiting.items():
            if self.served[webhook_id] < self.for_each:
                _, delivery = waiting.popleft()
                # To the end: others come first the next time.
                del self.waiting[webhook_id]
                if waiting:
                    self.waiting[webhook_id] = waiting
                self.served[webhook_id] += 1
                return delivery
        return None

    def done(self, delivery: Claimed) -> None:
        self.served[delivery.webhook_id] -= 1
        if not self.served[delivery.webhook_id]:
            del self.served[delivery.webhook_id]

    def leave(self, patience: float) -> list[Claimed]:
        """Take out who has waited for so many seconds."""
        since = time.monotonic() - patience
        late = {key for key, waiting in self.waiting.items() if waiting[0][0] <= since}
        return [delivery for key in late for _, delivery in self.waiting.pop(key)]
