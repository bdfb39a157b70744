"""What can go wrong with a compliance event."""

from shared.errors import NotFound


class ComplianceEventNotFound(NotFound):
    detail = "Compliance event not found"
