"""Routes for sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.account.auth.dependencies import AccountApp
from services.account.auth.errors import SessionNotFound
from services.account.auth.repository import SessionRepository
from services.account.auth.service import AuthService
from services.account.sessions.schemas import SessionList, SessionRead
from shared.auth.dependencies import Person
from shared.db.session import ReadSession
from shared.errors import GUARDED, InvalidCursor, describe
from shared.pagination import Page
from shared.schemas import Success

router = APIRouter(prefix="/api/v1/account/sessions", tags=["account"])


@router.get("", responses=describe(*GUARDED, InvalidCursor))
async def list_sessions(who: Person, page: Page, session: ReadSession, resources: AccountApp) -> SessionList:
    """Where the account is signed in, newest first."""
    rows, pagination = await SessionRepository(session).page(who.id, resources.now(), page)
    sessions = [SessionRead.model_validate(row) for row in rows]
    for read in sessions:
        read.current = read.id == who.session_id
    return SessionList(sessions=sessions, pagination=pagination)


@router.delete("/{session_id}", responses=describe(*GUARDED, SessionNotFound))
async def delete_session(who: Person, session_id: UUID, auth: Annotated[AuthService, Depends()]) -> Success:
    """End a session: its token opens nothing any more, in any service."""
    await auth.end_session(who, session_id)
    return Success()
