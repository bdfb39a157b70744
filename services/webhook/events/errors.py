"""What can go wrong with events."""

from shared.errors import NotFound, TooLarge, Unprocessable


class EventNotFound(NotFound):
    detail = "Event not found"


class PayloadTooLarge(TooLarge):
    detail = "A payload may have 64 KiB"


class TwoOrganizations(Unprocessable):
    detail = "Body and query name different organizations"
