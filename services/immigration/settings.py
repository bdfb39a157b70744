"""Settings of the immigration service."""

from typing import ClassVar

from pydantic import Field, SecretStr

from shared.settings import ServiceSettings


class ImmigrationSettings(ServiceSettings):
    service: ClassVar[str] = "immigration"

    previous_secret_keys: list[SecretStr] = Field(
        default_factory=list,
        description="Secrets of before, until `python -m services.immigration.numbers.rotation` has run.",
    )
