"""What other services ask the account service."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.account.auth.dependencies import AccountApp
from services.account.auth.repository import AccountRepository
from services.account.auth.service import AuthService
from services.account.family.repository import FamilyMemberRepository
from shared.auth.admission import SessionState
from shared.auth.dependencies import Caller
from shared.auth.tokens import Jwks
from shared.clients.account import Contact, Contacts, ContactsQuestion, FamilyMemberName
from shared.clients.http import INTERNAL
from shared.db.session import ReadSession
from shared.schemas import Schema

router = APIRouter(prefix=INTERNAL, include_in_schema=False)
keys_router = APIRouter(tags=["authentication"])


class SessionRead(Schema):
    state: SessionState


@router.get("/sessions/{session_id}")
async def get_session_state(_caller: Caller, session_id: UUID, auth: Annotated[AuthService, Depends()]) -> SessionRead:
    return SessionRead(state=await auth.session_state(session_id))


@router.post("/contacts")
async def get_contacts(_caller: Caller, question: ContactsQuestion, session: ReadSession) -> Contacts:
    accounts = await AccountRepository(session).contacts(question.ids, question.emails)
    return Contacts(contacts=[Contact.model_validate(account) for account in accounts])


@router.get("/accounts/{account_id}/family-members/{family_member_id}")
async def get_family_member(
    _caller: Caller, account_id: UUID, family_member_id: UUID, session: ReadSession
) -> FamilyMemberName:
    member = await FamilyMemberRepository(session).get(account_id, family_member_id)
    return FamilyMemberName(id=member.id, name=f"{member.first_name} {member.last_name}")


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
