"""Settings of the account service."""

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from shared.settings import ServiceSettings


class AccountSettings(ServiceSettings):
    service: ClassVar[str] = "account"

    account_signing_key_file: Path = Field(description="PEM file with the EC P-256 key that signs access tokens.")
    signin_failures: int = Field(10, ge=1, description="Wrong passwords in 15 minutes, for an account or an address.")
