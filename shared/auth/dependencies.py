"""The one dependency that turns credentials into a principal, and the ones that build on it.

A route without one of these aliases is public; a test lists every public path.
"""

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, Request
from fastapi.openapi.models import HTTPBearer
from fastapi.security.base import SecurityBase
from redis.exceptions import RedisError

from shared.auth.admission import Admission, RateLimit, SessionState
from shared.auth.principals import AccountPrincipal, Kind, Principal, ServicePrincipal
from shared.errors import NotAllowed, NotAuthenticated, TooManyRequests
from shared.resources import Resources

log = structlog.get_logger(__name__)


async def resources_of(request: Request) -> Resources:
    resources: Resources = request.app.state.resources
    return resources


AppResources = Annotated[Resources, Depends(resources_of)]


class Requires(SecurityBase):
    """Lets in principals of these `kinds`; the others get 403, nobody at all 401."""

    def __init__(self, *kinds: Kind) -> None:
        self.kinds = frozenset(kinds)
        self.model = HTTPBearer(description="The `access_token` of a sign-in.")
        self.scheme_name = "Access token"

    async def __call__(self, request: Request) -> Principal:
        principal = await authenticate(request)
        if principal.kind not in self.kinds:
            raise NotAllowed("This credential can't be used here")
        return principal


class SignedIn(Requires):
    """A person, signed in."""

    def __init__(self) -> None:
        super().__init__(Kind.ACCOUNT)

    async def __call__(self, request: Request) -> AccountPrincipal:
        principal = await super().__call__(request)
        if not isinstance(principal, AccountPrincipal):
            raise NotAllowed
        return principal


Person = Annotated[AccountPrincipal, Depends(SignedIn())]


class SignedInIfAny(SignedIn):
    """A person, or None where the token is missing, expired or revoked: for signing out and the like."""

    async def __call__(self, request: Request) -> AccountPrincipal | None:  # type: ignore[override] # may be nobody
        try:
            return await super().__call__(request)
        except NotAuthenticated:
            return None


PersonIfAny = Annotated[AccountPrincipal | None, Depends(SignedInIfAny())]


class RequiresService(SecurityBase):
    """Another of our services. No other credential opens `/internal/`."""

    def __init__(self) -> None:
        self.model = HTTPBearer(description="A token between services.")
        self.scheme_name = "Service token"

    async def __call__(self, request: Request) -> ServicePrincipal:
        return (await resources_of(request)).service_tokens.verify(bearer_token(request))


Caller = Annotated[ServicePrincipal, Depends(RequiresService())]


def bearer_token(request: Request) -> str:
    """The token of the Authorization header (RFC 6750). Raises NotAuthenticated."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated
    return token


async def authenticate(request: Request) -> Principal:
    """The principal of this request, looked up once; counts towards its rate limit.

    Raises NotAuthenticated, NotAllowed where `X-User-ID` names somebody else, TooManyRequests.
    """
    known: Principal | None = getattr(request.state, "principal", None)
    if known is not None:
        return known
    resources = await resources_of(request)
    principal = await resources.access_tokens.verify(bearer_token(request))
    _compare_user_id(request, principal)
    await _admit(request, resources, principal)
    request.state.principal = principal
    return principal


def _compare_user_id(request: Request, principal: Principal) -> None:
    claimed = request.headers.get("x-user-id")
    if claimed is not None and claimed.lower() != str(principal.id):
        raise NotAllowed("X-User-ID is not the account of this token")


async def _admit(request: Request, resources: Resources, principal: AccountPrincipal) -> None:
    limit = RateLimit(resources.settings.service, resources.settings.request_limit)
    try:
        admission = await resources.gate.ask(
            principal.key, limit, session=principal.session_id, vault=_vault_in_path(request)
        )
    except RedisError as error:
        log.warning("redis.unavailable", error=repr(error))
        admission = None
    state = admission.session if admission else None
    if state is None:
        # Redis away, or its memory lost: the account service's table is the truth.
        state = await resources.accounts.session_state(principal.session_id)
    if state != SessionState.ACTIVE:
        raise NotAuthenticated
    if admission:
        _apply(request, admission)
        request.state.cached_access = admission.access


def _vault_in_path(request: Request) -> UUID | None:
    try:
        return UUID(request.path_params["vault_id"])
    except (KeyError, ValueError):
        return None


def _apply(request: Request, admission: Admission) -> None:
    request.state.rate_limit_headers = admission.headers
    if not admission.allowed:
        raise TooManyRequests(admission.reset_seconds)


class LimitedByAddress:
    """A rate limit for routes without a principal, by the caller's address."""

    def __init__(self, name: str, count: int, seconds: int = 60) -> None:
        self.limit = RateLimit(name, count, seconds)

    async def __call__(self, request: Request, resources: AppResources) -> None:
        address = request.client.host if request.client else "unknown"
        _apply(request, await resources.gate.ask(f"address:{address}", self.limit))
