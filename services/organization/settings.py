"""Settings of the organization service."""

from typing import ClassVar

from shared.settings import ServiceSettings


class OrganizationSettings(ServiceSettings):
    service: ClassVar[str] = "organization"
