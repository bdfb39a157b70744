"""What can go wrong with a share."""

from shared.errors import Gone, NotAuthenticated, NotFound, TooManyRequests, Unprocessable


class ShareNotFound(NotFound):
    detail = "Share not found"


class OrganizationNotFound(NotFound):
    detail = "Organization not found"


class ShareExpired(Gone):
    detail = "The share has expired"


class DownloadsUsedUp(Gone):
    detail = "The downloads of this share are used up"


class PasswordRequired(NotAuthenticated):
    detail = "This share needs its password"


class WrongPassword(NotAuthenticated):
    detail = "The password of the share is wrong"


class TooManyWrongPasswords(TooManyRequests):
    detail = "Too many wrong passwords; try again later"


class SessionEnded(NotAuthenticated):
    detail = "The session of the share has ended; open the share again"


class EndsInThePast(Unprocessable):
    detail = "`expires_at` must lie in the future"


class RecipientFixed(Unprocessable):
    detail = "A share keeps its recipient; make another one for somebody else"
