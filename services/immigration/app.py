"""The immigration service."""

from typing import ClassVar

from fastapi import FastAPI

from shared.app import create_app
from shared.resources import Resources
from shared.settings import ServiceSettings

DESCRIPTION = "Persons, their immigration statuses, and the dated rules that they are held against."


class Settings(ServiceSettings):
    service: ClassVar[str] = "immigration"


def create(settings: Settings) -> FastAPI:
    return create_app(Resources(settings), [], description=DESCRIPTION)
