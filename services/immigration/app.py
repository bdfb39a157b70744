"""The immigration service."""

from fastapi import FastAPI

from services.immigration.calendars.endpoints import router as calendars
from services.immigration.compliance.endpoints import router as compliance
from services.immigration.documents.endpoints import router as documents
from services.immigration.events.endpoints import router as events
from services.immigration.families.endpoints import router as families
from services.immigration.imports.endpoints import router as imports
from services.immigration.internal import router as internal
from services.immigration.merging.endpoints import router as merging
from services.immigration.persons.endpoints import router as persons
from services.immigration.resources import ImmigrationResources
from services.immigration.settings import ImmigrationSettings as Settings
from services.immigration.statuses.endpoints import router as statuses
from shared.app import create_app

DESCRIPTION = "Persons, their immigration statuses, and the dated rules that they are held against."


def create(settings: Settings) -> FastAPI:
    return create_app(
        ImmigrationResources(settings),
        [persons, families, merging, statuses, documents, events, compliance, calendars, imports, internal],
        description=DESCRIPTION,
    )
