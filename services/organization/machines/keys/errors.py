"""What can go wrong with keys."""

from shared.errors import Conflict, NotFound, Unprocessable


class ApiKeyNotFound(NotFound):
    detail = "API key not found"


class AppKeyNotFound(NotFound):
    detail = "App key not found"


class KeyRevokedBefore(Conflict):
    detail = "The key is revoked"


class KeyExpired(Conflict):
    detail = "The key has expired"


class KeyChanged(Conflict):
    detail = "Somebody else has just changed this key; look at it before you try again"


class ExpiresInThePast(Unprocessable):
    detail = "expires_at must lie in the future"
