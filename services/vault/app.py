"""The vault service."""

from fastapi import FastAPI

from services.vault import internal
from services.vault.activity.endpoints import router as activity
from services.vault.public.endpoints import router as public
from services.vault.public.endpoints import sessions
from services.vault.resources import VaultResources
from services.vault.settings import VaultSettings as Settings
from services.vault.shares.endpoints import router as shares
from services.vault.vaults.endpoints import router as vaults
from shared.app import create_app

DESCRIPTION = "Vaults, and who may do what with them."


def create(settings: Settings) -> FastAPI:
    # Shares come first: `/vaults/shared-with-me` would be taken for a vault.
    routers = [shares, vaults, activity, public, sessions, internal.router]
    return create_app(VaultResources(settings), routers, description=DESCRIPTION)
