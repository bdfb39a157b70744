"""Verifying an address, on the wire."""

from services.account.auth.schemas import Token
from shared.schemas import Body, Schema


class VerifyEmail(Body):
    """The token of the mail."""

    token: Token


class EmailVerified(Schema):
    """The address belongs to the account."""

    message: str = "The e-mail address is verified."


class VerificationSent(Schema):
    """A mail with a token is on its way."""

    message: str = "A mail with a link was sent to the address of the account."
