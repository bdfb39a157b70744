"""What can go wrong with a service account."""

from shared.errors import Conflict, NotFound


class ServiceAccountNotFound(NotFound):
    detail = "Service account not found"


class ServiceAccountDeactivated(Conflict):
    detail = "The service account is deactivated"
