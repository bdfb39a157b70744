"""When two entries are about the same status or paper."""

from collections.abc import Iterable
from datetime import date

from services.immigration.models import Status


def same_paper(
    statuses: Iterable[Status], status_type: str, country: str | None, digest: bytes | None, valid_from: date | None
) -> Status | None:
    """The one of this type and country with the same number or, where either has none, with the same first day."""
    for status in statuses:
        if (status.status_type, status.country) != (status_type, country):
            continue
        if digest and status.number_digest:
            if digest == status.number_digest:
                return status
        elif valid_from == status.valid_from:
            return status
    return None
