"""The webhook service."""

from typing import ClassVar

from fastapi import FastAPI

from shared.app import create_app
from shared.resources import Resources
from shared.settings import ServiceSettings

DESCRIPTION = "Events out: subscriptions, deliveries and their retries."


class Settings(ServiceSettings):
    service: ClassVar[str] = "webhook"


def create(settings: Settings) -> FastAPI:
    return create_app(Resources(settings), [], description=DESCRIPTION)
