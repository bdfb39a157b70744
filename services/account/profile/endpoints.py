"""Routes about the signed-in account."""

from fastapi import APIRouter

from services.account.auth.repository import AccountRepository
from services.account.auth.schemas import AccountRead
from services.account.models import Account
from shared.auth.dependencies import Person
from shared.db.session import ReadSession
from shared.errors import NotAllowed, NotAuthenticated, TooManyRequests, describe

router = APIRouter(prefix="/api/v1/account", tags=["account"])


@router.get("/me", response_model=AccountRead, responses=describe(NotAuthenticated, NotAllowed, TooManyRequests))
async def get_account(person: Person, session: ReadSession) -> Account:
    """The account of the access token."""
    return await AccountRepository(session).get(person.id)
