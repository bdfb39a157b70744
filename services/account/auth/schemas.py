"""Signing up, in and out, on the wire."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import Field, SecretStr, StringConstraints

from shared.schemas import Body, Email, Schema, Timestamp

Username = Annotated[str, StringConstraints(pattern=re.compile(r"^[a-z0-9._-]{3,30}$"))]
# The upper bound is far above the rule's, so that the rule answers and not the shape.
Password = Annotated[SecretStr, Field(min_length=1, max_length=1024, examples=["SecurePassword123!"])]

Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A secret that was mailed."""


class SignUp(Body):
    """A new account."""

    email: Email
    password: Password
    username: Username | None = None


class SignIn(Body):
    """E-mail address and password."""

    email: Email
    password: Password


class SignOut(Body):
    """Which sessions to end."""

    all_sessions: bool = False


class AccountRead(Schema):
    """An account, as its owner sees it."""

    id: UUID
    email: str
    username: str | None
    auth_provider: str = Field(description="`cognito` for e-mail and password, `google` for Google accounts.")
    email_verified: bool
    created_at: Timestamp
    updated_at: Timestamp


class SignedIn(Schema):
    """An access token: send it as `Authorization: Bearer …`."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - the name of a scheme
    expires_in: int = Field(description="Seconds for which the token is valid.")
    account: AccountRead


class SignedUp(SignedIn):
    """The account was created and is signed in."""

    message: str = "Account created successfully"
