"""What can go wrong with relatives."""

from shared.errors import Conflict, NotFound, Unprocessable


class FamilyLinkNotFound(NotFound):
    detail = "Family link not found"


class OwnRelative(Unprocessable):
    detail = "Nobody is their own relative"


class AlreadyRelated(Conflict):
    detail = "The two are linked already"
