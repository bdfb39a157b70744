"""The mcp service."""

from typing import ClassVar

from fastapi import FastAPI

from shared.app import create_app
from shared.resources import Resources
from shared.settings import ServiceSettings

DESCRIPTION = "The platform as tools for AI clients, over REST and the Model Context Protocol."


class Settings(ServiceSettings):
    service: ClassVar[str] = "mcp"


def create(settings: Settings) -> FastAPI:
    return create_app(Resources(settings), [], description=DESCRIPTION)
