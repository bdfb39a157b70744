"""Routes for signing up, in and out."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends

from services.account.auth.errors import EmailTaken, TooManyFailures, UsernameTaken, WeakPassword, WrongCredentials
from services.account.auth.granting import Granted
from services.account.auth.schemas import SignedIn, SignedUp, SignIn, SignOut, SignUp
from services.account.auth.service import AuthService
from services.account.auth.signing_up import SignUpService
from shared.auth.dependencies import LimitedByAddress, PersonIfAny
from shared.errors import NotAllowed, TooManyRequests, describe
from shared.idempotency import IdempotentRoute
from shared.schemas import Success

router = APIRouter(prefix="/api/v1/auth", tags=["authentication"], route_class=IdempotentRoute)

Auth = Annotated[AuthService, Depends()]
SigningUp = Annotated[SignUpService, Depends()]


@router.post(
    "/signup",
    status_code=201,
    response_model=SignedUp,
    dependencies=[Depends(LimitedByAddress("signup", 20))],
    responses=describe(EmailTaken, UsernameTaken, WeakPassword, TooManyRequests),
)
async def sign_up(data: SignUp, signing_up: SigningUp) -> Granted:
    """Create an account with e-mail address and password, signed in at once.

    The password has 8 to 128 characters and is none of the common ones, nor the e-mail address or the username.
    """
    return await signing_up.sign_up(data)


@router.post(
    "/signin",
    response_model=SignedIn,
    dependencies=[Depends(LimitedByAddress("signin", 60))],
    responses=describe(WrongCredentials, TooManyFailures),
)
async def sign_in(data: SignIn, auth: Auth) -> Granted:
    """Sign in with e-mail address and password.

    After ten failures in 15 minutes, for an account or an address, 429 tells when to try again.
    """
    return await auth.sign_in(data)


@router.post("/signout", responses=describe(NotAllowed, TooManyRequests))
async def sign_out(auth: Auth, principal: PersonIfAny, data: Annotated[SignOut | None, Body()] = None) -> Success:
    """End the session of the bearer token, or all sessions of its account; succeeds without a token too."""
    if principal:
        await auth.sign_out(principal, everywhere=data is not None and data.all_sessions)
    return Success()
