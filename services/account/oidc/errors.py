"""What can go wrong between us and an identity provider."""

from shared.errors import NotAuthenticated, Unavailable


class IdTokenNotValid(NotAuthenticated):
    detail = "The ID token is not valid"


class ProviderUnavailable(Unavailable):
    detail = "The identity provider can't be reached"
