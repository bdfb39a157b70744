"""The audit service."""

from typing import ClassVar

from fastapi import FastAPI

from shared.app import create_app
from shared.resources import Resources
from shared.settings import ServiceSettings

DESCRIPTION = "A tamper-evident log of what happened."


class Settings(ServiceSettings):
    service: ClassVar[str] = "audit"


def create(settings: Settings) -> FastAPI:
    return create_app(Resources(settings), [], description=DESCRIPTION)
