"""What can go wrong with verifying an address."""

from shared.errors import Conflict


class AlreadyVerified(Conflict):
    detail = "The e-mail address is verified already"
