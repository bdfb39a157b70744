"""What is sent, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is ours to send now, as its `attempt`th; of a webhook that `is_well` nothing need be noted."""

    id: UUID
    attempt: int
    webhook_id: UUID
    url: str
    signature: str
    sealed_keys: tuple[bytes, ...]
    is_well: bool
    event_id: UUID
    event_type: str
    occurred_at: datetime
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error` is a sentence where there was no answer at all; `wish` is when the endpoint wants the next attempt."""

    started_at: datetime
    duration_ms: int
    status_code: int | None = None
    error: str | None = None
    response: str | None = None
    wish: datetime | None = None

    @property
    def arrived(self) -> bool:
        return self.status_code is not None and HTTPStatus.OK <= self.status_code < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_gone(self) -> bool:
        """The endpoint wants nothing any more."""
        return self.status_code == HTTPStatus.GONE

    @property
    def failure(self) -> str | None:
        """A sentence for whoever reads the log; None where it arrived."""
        return None if self.arrived else self.error or f"The endpoint answered {self.status_code}."


Results = Sequence[tuple[Claimed, Outcome]]
