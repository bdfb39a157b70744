"""What can go wrong with an erasure."""

from shared.errors import Conflict, NotAllowed, NotFound


class ErasureNotFound(NotFound):
    detail = "Erasure not found"


class SoleOwner(Conflict):
    detail = "Others are members of organizations that only you own; hand these over or delete them first"


class SignInTooOld(NotAllowed):
    detail = "The account has no password: sign in again, and delete the account within ten minutes"


class PasswordRequired(NotAllowed):
    detail = "Send the account's password along"
