"""What can go wrong with members."""

from shared.errors import Conflict, NotAllowed, NotFound, TooManyRequests


class MemberNotFound(NotFound):
    detail = "Member not found"


class MemberExists(Conflict):
    detail = "This person is a member or invited already"


class MemberChanged(Conflict):
    detail = "The member has just changed; try again"


class LastOwner(Conflict):
    detail = "The last owner can't leave the organization; make somebody else an owner first"


class PersonalMembers(Conflict):
    detail = "A personal organization can't have further members"


class OwnersOnly(NotAllowed):
    detail = "Only owners of the organization can make or remove owners"


class TooManyInvitations(TooManyRequests):
    detail = "The organization has sent too many invitations; try again later"
