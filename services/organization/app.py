"""The organization service."""

from typing import ClassVar

from fastapi import FastAPI

from shared.app import create_app
from shared.resources import Resources
from shared.settings import ServiceSettings

DESCRIPTION = "Organizations, their members, and the keys of their machines."


class Settings(ServiceSettings):
    service: ClassVar[str] = "organization"


def create(settings: Settings) -> FastAPI:
    return create_app(Resources(settings), [], description=DESCRIPTION)
