"""Resetting a password, on the wire."""

from services.account.auth.schemas import Password, Token
from shared.schemas import Body, Email, Schema


class ForgotPassword(Body):
    """Whose password is forgotten."""

    email: Email


class ResetRequested(Schema):
    """The same for everybody: it doesn't say whether there is an account."""

    message: str = "If an account with that email exists, a password reset link has been sent."


class ResetPassword(Body):
    """The token of the mail, and the password to be."""

    token: Token
    new_password: Password


class PasswordReset(Schema):
    """The password is the new one, and every session has ended."""

    message: str = "The password was reset; sign in with the new one."
