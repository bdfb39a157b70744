"""The account service."""

from fastapi import FastAPI

from services.account import internal
from services.account.auth.endpoints import router as auth
from services.account.erasure.endpoints import router as erasure
from services.account.export.endpoints import router as export
from services.account.family.endpoints import router as family
from services.account.federation.endpoints import router as federation
from services.account.profile.endpoints import router as profile
from services.account.recovery.endpoints import router as recovery
from services.account.resources import AccountResources
from services.account.sessions.endpoints import router as sessions
from services.account.settings import SigningSettings as Settings
from services.account.verification.endpoints import router as verification
from shared.app import create_app

DESCRIPTION = "Accounts, sign-in, sessions and family members."


def create(settings: Settings) -> FastAPI:
    open_to_all = [auth, recovery, verification, federation, internal.keys_router]
    routers = [*open_to_all, profile, sessions, family, erasure, export, internal.router]
    return create_app(AccountResources(settings), routers, description=DESCRIPTION)
