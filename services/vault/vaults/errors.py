"""What can go wrong with a vault."""

from shared.errors import NotFound


class FamilyMemberNotFound(NotFound):
    detail = "Family member not found"
