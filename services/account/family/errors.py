"""What can go wrong with a family member."""

from shared.errors import NotFound


class FamilyMemberNotFound(NotFound):
    detail = "Family member not found"
