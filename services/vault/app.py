"""The vault service."""

from fastapi import FastAPI

from services.vault.access.endpoints import router as access
from services.vault.settings import VaultSettings as Settings
from services.vault.vaults.endpoints import router as vaults
from shared.app import create_app
from shared.resources import Resources

DESCRIPTION = "Vaults, and who may do what with them."


def create(settings: Settings) -> FastAPI:
    return create_app(Resources(settings), [vaults, access], description=DESCRIPTION)
