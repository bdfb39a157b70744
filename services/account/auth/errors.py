"""What can go wrong at the door."""

from shared.errors import Conflict, NotAuthenticated, TooManyRequests, Unprocessable


class EmailTaken(Conflict):
    detail = "An account with this e-mail address exists; sign in instead"


class UsernameTaken(Conflict):
    detail = "This username is taken"


class WeakPassword(Unprocessable):
    detail = "The password is too weak"


class WrongCredentials(NotAuthenticated):
    detail = "The e-mail address or the password is wrong"


class TooManyFailures(TooManyRequests):
    detail = "Too many failed sign-ins; try again later"
