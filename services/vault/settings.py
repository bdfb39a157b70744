"""Settings of the vault service."""

from typing import ClassVar

from shared.settings import ServiceSettings


class VaultSettings(ServiceSettings):
    service: ClassVar[str] = "vault"
