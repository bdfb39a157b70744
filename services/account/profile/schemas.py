"""Changes to one's own account, on the wire."""

from services.account.auth.schemas import Password, Username
from shared.schemas import Body, Email


class ChangePassword(Body):
    """The old password and the new one."""

    current_password: Password
    new_password: Password


class ChangeEmail(Body):
    """Another address, and the password as a proof."""

    new_email: Email
    password: Password


class ChangeUsername(Body):
    """Another username."""

    username: Username
