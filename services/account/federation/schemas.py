"""Other identity providers, on the wire."""

from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from shared.schemas import Body, Email, Schema

IdToken = Annotated[str, StringConstraints(min_length=1, max_length=8192)]
RedirectUri = Annotated[str, StringConstraints(min_length=1, max_length=2048)]
Method = Literal["password", "google", "cognito"]


class GoogleSignIn(Body):
    """An ID token of Google, under either name."""

    id_token: IdToken | None = None
    credential: IdToken | None = Field(None, description="The name that Google's button gives it.")

    @model_validator(mode="after")
    def one_of_both(self) -> Self:
        if (self.id_token is None) == (self.credential is None):
            message = "send either id_token or credential"
            raise ValueError(message)
        return self

    @property
    def token(self) -> str:
        return self.id_token or self.credential or ""


class HostedUIUrl(Schema):
    """Where to send the browser."""

    url: str


class SignInUrl(HostedUIUrl):
    """Where to send the browser; it comes back with a code and this state."""

    state: str


class Exchange(Body):
    """What the browser came back with."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=2048)]
    state: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    redirect_uri: RedirectUri


class Discover(Body):
    """Who wants to sign in."""

    email: Email


class SignInMethod(Schema):
    """One way to sign in."""

    type: Method
    client_id: str | None = Field(None, description="For Google's button.")


class DiscoveredOrganization(Schema):
    """The organization that decides for the e-mail's domain."""

    id: UUID
    name: str


class Discovered(Schema):
    """How people of the e-mail's domain sign in; says nothing about this one."""

    email: str
    methods: list[SignInMethod]
    organization: DiscoveredOrganization | None
