"""Routes about the signed-in account."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.account.auth.errors import (
    EmailTaken,
    NoPassword,
    TooManyFailures,
    UsernameTaken,
    WeakPassword,
    WrongPassword,
)
from services.account.auth.repository import AccountRepository
from services.account.auth.schemas import AccountRead
from services.account.models import Account
from services.account.profile.errors import SameEmail
from services.account.profile.schemas import ChangeEmail, ChangePassword, ChangeUsername
from services.account.profile.service import ProfileService
from shared.auth.dependencies import Person
from shared.db.session import ReadSession
from shared.errors import GUARDED, describe
from shared.schemas import Success

router = APIRouter(prefix="/api/v1/account", tags=["account"])

Profile = Annotated[ProfileService, Depends()]


@router.get("/me", response_model=AccountRead, responses=describe(*GUARDED))
async def get_account(person: Person, session: ReadSession) -> Account:
    """The account of the access token."""
    return await AccountRepository(session).get(person.id)


@router.post("/change-password", responses=describe(*GUARDED, WrongPassword, NoPassword, WeakPassword, TooManyFailures))
async def change_password(who: Person, data: ChangePassword, profile: Profile) -> Success:
    """Set another password; every other session of the account ends, this one stays."""
    await profile.change_password(who, data)
    return Success()


@router.post(
    "/change-email",
    response_model=AccountRead,
    responses=describe(*GUARDED, WrongPassword, NoPassword, EmailTaken, SameEmail, TooManyFailures),
)
async def change_email(who: Person, data: ChangeEmail, profile: Profile) -> Account:
    """Set another e-mail address; both addresses are told, and the new one is to be verified by its mail.

    Vaults that were shared with the old address are out of sight, and other identity providers are unlinked.
    """
    return await profile.change_email(who, data)


@router.post("/change-username", response_model=AccountRead, responses=describe(*GUARDED, UsernameTaken))
async def change_username(who: Person, data: ChangeUsername, profile: Profile) -> Account:
    """Set another username: 3 to 30 of `a-z`, `0-9`, `.`, `_` and `-`."""
    return await profile.change_username(who, data.username)
