"""What other services ask the account service."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.account.auth.dependencies import AccountApp
from services.account.auth.service import AuthService
from shared.auth.admission import SessionState
from shared.auth.dependencies import Caller
from shared.auth.tokens import Jwks
from shared.clients.http import INTERNAL
from shared.schemas import Schema

router = APIRouter(prefix=INTERNAL, include_in_schema=False)
keys_router = APIRouter(tags=["authentication"])


class SessionRead(Schema):
    state: SessionState


@router.get("/sessions/{session_id}")
async def get_session_state(_caller: Caller, session_id: UUID, auth: Annotated[AuthService, Depends()]) -> SessionRead:
    return SessionRead(state=await auth.session_state(session_id))


class JsonWebKey(Schema):
    """A public key (RFC 7517)."""

    kty: str
    crv: str
    x: str
    y: str
    alg: str
    use: str
    kid: str


class JsonWebKeySet(Schema):
    """The keys that verify access tokens."""

    keys: list[JsonWebKey]


@keys_router.get("/.well-known/jwks.json", response_model=JsonWebKeySet)
async def get_keys(resources: AccountApp) -> Jwks:
    """The public keys that verify access tokens (RFC 7517)."""
    return await resources.published_keys()
