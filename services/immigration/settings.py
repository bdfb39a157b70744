"""Settings of the immigration service."""

from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field, SecretStr

from shared.settings import MEGABYTE, ServiceSettings


class ImmigrationSettings(ServiceSettings):
    service: ClassVar[str] = "immigration"

    import_limit: int = Field(20 * MEGABYTE, ge=1, description="Largest import in bytes.")
    previous_secret_keys: list[SecretStr] = Field(
        default_factory=list,
        description="Secrets of before, until `python -m services.immigration.numbers.rotation` has run.",
    )

    @property
    def upload_limits(self) -> Mapping[str, int]:
        return {"/import/persons": self.import_limit}
