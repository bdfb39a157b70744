"""What can go wrong with calendars."""

from shared.errors import NotFound


class CalendarNotFound(NotFound):
    detail = "Calendar not found"
