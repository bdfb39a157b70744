"""The account service."""

from fastapi import FastAPI

from services.account import internal
from services.account.auth.endpoints import router as auth
from services.account.profile.endpoints import router as profile
from services.account.resources import AccountResources
from services.account.settings import AccountSettings as Settings
from shared.app import create_app

DESCRIPTION = "Accounts, sign-in and sessions."


def create(settings: Settings) -> FastAPI:
    routers = [auth, profile, internal.keys_router, internal.router]
    return create_app(AccountResources(settings), routers, description=DESCRIPTION)
