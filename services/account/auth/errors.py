"""What can go wrong at the door."""

from shared.errors import BadRequest, Conflict, NotAllowed, NotAuthenticated, NotFound, TooManyRequests, Unprocessable


class EmailTaken(Conflict):
    detail = "An account with this e-mail address exists; sign in instead"


class UsernameTaken(Conflict):
    detail = "This username is taken"


class WeakPassword(Unprocessable):
    detail = "The password is too weak"


class WrongCredentials(NotAuthenticated):
    detail = "The e-mail address or the password is wrong"


class WrongPassword(NotAllowed):
    """403, because the caller is known: 401 would have clients throw a good token away."""

    detail = "The password is wrong"


class NoPassword(Conflict):
    detail = "This account has no password; set one with the link that forgot-password mails"


class TooManyFailures(TooManyRequests):
    detail = "Too many failed sign-ins; try again later"


class TokenNotValid(BadRequest):
    detail = "The token is not valid: it was used before, has expired, or was never ours"


class SessionNotFound(NotFound):
    detail = "Session not found"
