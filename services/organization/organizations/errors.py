"""What can go wrong with an organization."""

from shared.errors import Conflict, NotAllowed, NotFound, Unprocessable


class OrganizationNotFound(NotFound):
    detail = "Organization not found"


class ManagersOnly(NotAllowed):
    detail = "Only owners and admins of the organization may do this"


class DomainTaken(Conflict):
    detail = "Another organization has this domain"


class SlugTaken(Conflict):
    detail = "Another organization has just taken this name; try again"


class PersonalDomain(Conflict):
    detail = "A personal organization can't have a domain"


class PublicMailDomain(Unprocessable):
    detail = "This domain belongs to a public mail service, so no organization can have it"


class ForeignDomain(NotAllowed):
    detail = "An organization can only have the domain of your own verified e-mail address"
