"""The organization service."""

from fastapi import FastAPI

from services.organization.internal import router as internal
from services.organization.machines.keys.endpoints import router as keys
from services.organization.machines.service_accounts.endpoints import router as service_accounts
from services.organization.members.endpoints import router as members
from services.organization.organizations.endpoints import router as organizations
from services.organization.settings import OrganizationSettings as Settings
from shared.app import create_app
from shared.resources import Resources

DESCRIPTION = "Organizations, their members, and the keys of their machines."


def create(settings: Settings) -> FastAPI:
    routers = [organizations, members, service_accounts, keys, internal]
    return create_app(Resources(settings), routers, description=DESCRIPTION)
