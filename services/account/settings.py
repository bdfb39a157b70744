"""Settings of the account service."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class AccountSettings(ServiceSettings):
    service: ClassVar[str] = "account"

    signin_failures: int = Field(10, ge=1, description="Wrong passwords in 15 minutes, for an account or an address.")

    google_client_id: str | None = Field(None, description="The client whose Google ID tokens sign people in.")
    google_issuer: str = Field("https://accounts.google.com", description="Where Google publishes its keys.")

    cognito_domain: str | None = Field(None, description="The hosted UI: `https://name.auth.region.amazoncognito.com`.")
    cognito_client_id: str | None = Field(None, description="The app client of the user pool.")
    cognito_client_secret: SecretStr | None = Field(None, description="Its secret, where it has one.")
    cognito_issuer: str | None = Field(
        None, description="The user pool: `https://cognito-idp.region.amazonaws.com/pool`."
    )
    cognito_redirect_uris: str = Field(
        "", description="Where the hosted UI may lead back to, after signing in and out (comma separated)."
    )

    @property
    def redirect_uris(self) -> frozenset[str]:
        return frozenset(uri.strip() for uri in self.cognito_redirect_uris.split(",") if uri.strip())


class SigningSettings(AccountSettings):
    """Of the process that serves; a worker signs nobody in and is not given the key."""

    account_signing_key_file: Path = Field(description="PEM file with the EC P-256 key that signs access tokens.")
