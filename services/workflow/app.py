"""The workflow service."""

from typing import ClassVar

from fastapi import FastAPI

from shared.app import create_app
from shared.resources import Resources
from shared.settings import ServiceSettings

DESCRIPTION = "Multi-step processes against a vault: templates, executions, steps and policies."


class Settings(ServiceSettings):
    service: ClassVar[str] = "workflow"


def create(settings: Settings) -> FastAPI:
    return create_app(Resources(settings), [], description=DESCRIPTION)
