"""What can go wrong with changing an account."""

from shared.errors import Conflict


class SameEmail(Conflict):
    detail = "This is the address of the account already"
