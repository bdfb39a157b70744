"""Routes for signing in with another identity provider."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.account.auth.errors import EmailTaken
from services.account.auth.granting import Granted
from services.account.auth.schemas import SignedIn
from services.account.federation.errors import (
    CognitoNotConfigured,
    EmailNotLinked,
    GoogleNotConfigured,
    ProviderEmailNotVerified,
    RedirectNotAllowed,
    StateNotValid,
)
from services.account.federation.schemas import (
    Discover,
    Discovered,
    Exchange,
    GoogleSignIn,
    HostedUIUrl,
    RedirectUri,
    SignInUrl,
)
from services.account.federation.service import FederationService
from services.account.oidc.errors import IdTokenNotValid, ProviderUnavailable
from shared.auth.dependencies import LimitedByAddress
from shared.errors import TooManyRequests, Unavailable, describe

SIGN_IN = (IdTokenNotValid, ProviderEmailNotVerified, EmailNotLinked, EmailTaken, ProviderUnavailable, TooManyRequests)

router = APIRouter(
    prefix="/api/v1/auth", tags=["authentication"], dependencies=[Depends(LimitedByAddress("federation", 60))]
)

Federation = Annotated[FederationService, Depends()]


@router.post("/google", response_model=SignedIn, responses=describe(GoogleNotConfigured, *SIGN_IN))
async def sign_in_with_google(data: GoogleSignIn, federation: Federation) -> Granted:
    """Sign in with an ID token of Google, verified by Google's published keys.

    Makes an account at the first time, or opens the one with the same e-mail address where that was verified here.
    """
    return await federation.sign_in_with_google(data.token)


@router.get("/cognito/google-url", responses=describe(CognitoNotConfigured, RedirectNotAllowed, TooManyRequests))
async def get_sign_in_url(redirect_uri: RedirectUri, federation: Federation) -> SignInUrl:
    """Where to send the browser to sign in with Google through the Cognito hosted UI.

    Keep `state` in the browser and compare it with the one that comes back; it is good once, for ten minutes.
    """
    url, state = await federation.begin(redirect_uri)
    return SignInUrl(url=url, state=state)


@router.post(
    "/cognito/exchange",
    response_model=SignedIn,
    responses=describe(CognitoNotConfigured, RedirectNotAllowed, StateNotValid, *SIGN_IN),
)
async def exchange_code(data: Exchange, federation: Federation) -> Granted:
    """Sign in with the code that the hosted UI gave the browser."""
    return await federation.exchange(data)


@router.get("/cognito/logout-url", responses=describe(CognitoNotConfigured, RedirectNotAllowed, TooManyRequests))
async def get_logout_url(redirect_uri: RedirectUri, federation: Federation) -> HostedUIUrl:
    """Where to send the browser to end the session of the hosted UI."""
    return HostedUIUrl(url=federation.logout_url(redirect_uri))


@router.post("/discover", responses=describe(TooManyRequests, Unavailable))
async def discover(data: Discover, federation: Federation) -> Discovered:
    """How to sign in with an address, by its domain; the same whether there is such an account or not."""
    return await federation.discover(data.email)
