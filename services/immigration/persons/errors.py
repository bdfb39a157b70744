"""What can go wrong with a person."""

from shared.errors import Conflict, NotFound


class PersonNotFound(NotFound):
    detail = "Person not found"


class ExternalIdTaken(Conflict):
    detail = "Another person has this external_id"
