"""Settings of the workflow service."""

from typing import ClassVar

from shared.settings import ServiceSettings


class WorkflowSettings(ServiceSettings):
    service: ClassVar[str] = "workflow"
