"""Signed links: the id of a calendar, and a keyed digest of it. It is good as long as the calendar is there."""

import base64
import binascii
import hmac
from uuid import UUID

from services.immigration.settings import ImmigrationSettings
from shared.secrets import derive_key

PURPOSE = "immigration-calendars"
SIGNATURE = 16


class CalendarLinks:
    """Signs with the secret of now; links that previous ones signed are good until these are taken away."""

    def __init__(self, settings: ImmigrationSettings) -> None:
        self.keys = [derive_key(each, PURPOSE) for each in settings.generations]

    def token(self, calendar_id: UUID) -> str:
        """43 characters that can stand in an address."""
        return _written(calendar_id.bytes + _signature(self.keys[0], calendar_id))

    def calendar_id(self, token: str) -> UUID | None:
        """None for what was not signed here."""
        try:
            signed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            calendar_id = UUID(bytes=signed[:16])
        except (ValueError, binascii.Error):
            return None
        # One spelling only: the last letter has bits to spare.
        matches = [_written(calendar_id.bytes + _signature(key, calendar_id)) for key in self.keys]
        return calendar_id if sum(hmac.compare_digest(token.encode(), each.encode()) for each in matches) else None


def _written(signed: bytes) -> str:
    return base64.urlsafe_b64encode(signed).rstrip(b"=").decode()


def _signature(key: bytes, calendar_id: UUID) -> bytes:
    return hmac.digest(key, calendar_id.bytes, "sha256")[:SIGNATURE]
