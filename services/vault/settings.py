"""Settings of the vault service."""

from typing import ClassVar

from pydantic import Field

from shared.settings import UploadSettings


class VaultSettings(UploadSettings):
    service: ClassVar[str] = "vault"

    share_password_failures: int = Field(
        10, ge=1, description="Wrong passwords in 15 minutes, for a share from one address."
    )
