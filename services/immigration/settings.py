"""Settings of the immigration service."""

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import Field, SecretStr

from shared.settings import MEGABYTE, ServiceSettings


class ImmigrationSettings(ServiceSettings):
    service: ClassVar[str] = "immigration"

    import_limit: int = Field(20 * MEGABYTE, ge=1, description="Largest import in bytes, as a file or as JSON.")
    previous_secret_keys: list[SecretStr] = Field(
        default_factory=list,
        description="Secrets of before, until `python -m services.immigration.numbers.rotation` has run.",
    )

    @property
    def generations(self) -> list[Self]:
        """These settings, and as they were with each of the previous secrets."""
        return [self, *(self.model_copy(update={"secret_key": secret}) for secret in self.previous_secret_keys)]

    @property
    def upload_limits(self) -> Mapping[str, int]:
        return {"/import/persons": self.import_limit, "/import/statuses": self.import_limit}

    @property
    def body_limits(self) -> Mapping[str, int]:
        return self.upload_limits
