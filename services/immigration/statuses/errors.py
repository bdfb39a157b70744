"""What can go wrong with a status."""

from shared.errors import NotFound, Unprocessable


class StatusNotFound(NotFound):
    detail = "Status not found"


class EndsBeforeItBegins(Unprocessable):
    detail = "valid_until is before valid_from"
