"""What can go wrong with other identity providers."""

from shared.errors import BadRequest, Conflict, NotAuthenticated, Unavailable


class GoogleNotConfigured(Unavailable):
    detail = "Google sign-in is not configured: set IMMIBLOX_GOOGLE_CLIENT_ID"


class CognitoNotConfigured(Unavailable):
    detail = (
        "Cognito is not configured: set IMMIBLOX_COGNITO_DOMAIN, IMMIBLOX_COGNITO_CLIENT_ID, IMMIBLOX_COGNITO_ISSUER "
        "and IMMIBLOX_COGNITO_REDIRECT_URIS"
    )


class RedirectNotAllowed(BadRequest):
    detail = "This redirect_uri is not on the list of allowed ones"


class StateNotValid(BadRequest):
    detail = "The state is unknown, too old or was used before, or belongs to another redirect_uri; sign in again"


class ProviderEmailNotVerified(NotAuthenticated):
    detail = "The identity provider has not verified the e-mail address"


class EmailNotLinked(Conflict):
    detail = (
        "An account with this e-mail address exists, but its address was never verified; sign in with its password "
        "or reset it, verify the address, then try again"
    )
