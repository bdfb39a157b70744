"""What can go wrong with questions about rules."""

from shared.errors import NotFound, TooLarge, Unprocessable


class RuleNotFound(NotFound):
    detail = "Rule not found"


class NotAVersion(Unprocessable):
    detail = "The rule can't have such a version"


class TooManyPersons(TooLarge):
    detail = "More than 20000 persons would have to be looked at; name an organization_id"
