"""What can go wrong with a person."""

from shared.errors import Conflict, NotFound, Unprocessable


class PersonNotFound(NotFound):
    detail = "Person not found"


class ExternalIdTaken(Conflict):
    detail = "Another person has this external_id"


class RecordsOfTwoOwners(Unprocessable):
    detail = "Both must be records of the same account or organization"
