"""The one dependency that turns credentials into a principal, and the ones that build on it.

A route without one of these aliases is public; a test lists every public path.
"""

import contextlib
from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import ValidationError
from redis.exceptions import RedisError

from shared.auth.admission import Admission, Applicant, KeyUse, RateLimit, SessionState, session_key
from shared.auth.machines import check_limits, principal_of
from shared.auth.principals import (
    AccountPrincipal,
    Kind,
    MachinePrincipal,
    Principal,
    ServicePrincipal,
    SharePrincipal,
)
from shared.auth.scopes import Scope
from shared.auth.versions import machines_subject, version_key
from shared.clients.organization import MachineIdentity
from shared.clients.vault import ShareCredential
from shared.errors import BadRequest, NotAllowed, NotAuthenticated, TooManyRequests
from shared.resources import Resources

log = structlog.get_logger(__name__)

KEY_LOOKUPS = RateLimit("key-lookups", 300)
"""From one address; keys that are in use are looked up once by each process."""

SHARE_SESSION_PREFIX = "sts_"
"""Begins every session token, and link for one download, that is made from a share."""


async def resources_of(request: Request) -> Resources:
    resources: Resources = request.app.state.resources
    return resources


AppResources = Annotated[Resources, Depends(resources_of)]


class Requires:
    """Lets in people unless told otherwise, machines with `scope` where one is named, share tokens where `share`.

    Others get 403, nobody at all 401. The API document is written from these (`shared.openapi`).
    """

    is_optional = False

    def __init__(self, scope: Scope | None = None, *, share: bool = False, people: bool = True) -> None:
        self.scope = scope
        self.share = share
        self.people = people

    async def __call__(self, request: Request) -> Principal:
        principal = await authenticate(request)
        self.check(principal)
        return principal

    def check(self, principal: Principal) -> None:
        """Raises NotAllowed."""
        lets_in = {Kind.ACCOUNT: self.people, Kind.MACHINE: self.scope is not None, Kind.SHARE: self.share}
        if not lets_in[principal.kind]:
            raise NotAllowed("This credential can't be used here")
        if isinstance(principal, MachinePrincipal) and self.scope not in principal.scopes:
            raise NotAllowed(f"This needs the scope {self.scope}")


def requirements_of(dependant: Dependant) -> Iterator[Requires]:
    """What lets callers into a route, the strictest first: its own stands before what its dependencies ask."""
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Requires):
            yield dependency.call
        yield from requirements_of(dependency)


class SignedIn(Requires):
    """A person, signed in."""

    async def __call__(self, request: Request) -> AccountPrincipal:
        principal = await super().__call__(request)
        if not isinstance(principal, AccountPrincipal):
            raise NotAllowed
        return principal


Person = Annotated[AccountPrincipal, Depends(SignedIn())]


class SignedInIfAny(SignedIn):
    """A person, or None where the token is missing, expired or revoked: for signing out and the like."""

    is_optional = True

    async def __call__(self, request: Request) -> AccountPrincipal | None:  # type: ignore[override] # may be nobody
        try:
            return await super().__call__(request)
        except NotAuthenticated:
            return None


PersonIfAny = Annotated[AccountPrincipal | None, Depends(SignedInIfAny())]


class SignedInIfSent(SignedIn):
    """A person, or None where no token was sent; one that is wrong is refused."""

    is_optional = True

    async def __call__(self, request: Request) -> AccountPrincipal | None:  # type: ignore[override] # may be nobody
        return await super().__call__(request) if "authorization" in request.headers else None


PersonIfSent = Annotated[AccountPrincipal | None, Depends(SignedInIfSent())]


class RequiresService:
    """Another of our services. No other credential opens `/internal/`."""

    async def __call__(self, request: Request) -> ServicePrincipal:
        return (await resources_of(request)).service_tokens.verify(bearer_token(request))


Caller = Annotated[ServicePrincipal, Depends(RequiresService())]


def bearer_token(request: Request) -> str:
    """The token of the Authorization header (RFC 6750). Raises NotAuthenticated."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotAuthenticated
    return token


def address_of(request: Request) -> str:
    """Where the caller is, as the server's proxy rules have it."""
    return request.client.host if request.client else "unknown"


async def authenticate(request: Request) -> Principal:
    """The principal of this request, looked up once; counts towards its rate limit.

    Where several credentials are sent, a machine's keys come first, then a share token, then the bearer token. Raises
    NotAuthenticated, NotAllowed where `X-User-ID` names somebody else, TooManyRequests; for a share also NotFound and
    Gone.
    """
    known: Principal | None = getattr(request.state, "principal", None)
    if known is not None:
        return known
    resources = await resources_of(request)
    if "x-api-key" in request.headers or "x-app-key" in request.headers:
        principal: Principal = await _machine(request, resources)
    elif token := sent_share_token(request):
        principal = await open_share(request, token)
    else:
        principal = await _person(request, resources)
    request.state.principal = principal
    return principal


async def _person(request: Request, resources: Resources) -> AccountPrincipal:
    principal = await resources.access_tokens.verify(bearer_token(request))
    _compare_user_id(request, principal.id)
    applicant = Applicant(principal.key, session_key(principal.session_id), principal.id)
    admission = await _admit(request, resources, applicant)
    state = admission.state if admission else None
    if state is None:
        # Redis away, or its memory lost: the account service's table is the truth.
        state = await resources.accounts.session_state(principal.session_id)
    if state != SessionState.ACTIVE:
        raise NotAuthenticated
    return principal


async def _machine(request: Request, resources: Resources) -> MachinePrincipal:
    machines = resources.machine_keys
    keys = machines.pair(request.headers.get("x-api-key"), request.headers.get("x-app-key"))
    if not machines.knows(keys):
        await _limit_lookups(request, resources)
    identity = await machines.identity(keys)
    applicant = Applicant(
        principal_of(identity).key,
        version_key(machines_subject(identity.organization_id)),
        identity.account_id,
        counted_as=f"api-key:{identity.api_key_id}",
    )
    may_enter = _may_enter(request, resources, identity)
    use = KeyUse(identity.api_key_id, identity.stamp) if identity.stamp and may_enter else None
    admission = await _admit(request, resources, applicant, identity.requests_per_minute, use)
    if admission is None or admission.state != identity.stamp:
        identity = await machines.identity(keys, fresh=True)
        if _may_enter(request, resources, identity):
            with contextlib.suppress(RedisError):
                await resources.gate.note_use(identity.api_key_id)
    check_limits(identity, address_of(request), resources.now())
    _compare_user_id(request, identity.account_id or identity.id)
    return principal_of(identity)


def _may_enter(request: Request, resources: Resources, identity: MachineIdentity) -> bool:
    """Whether nothing about the keys themselves forbids the route of the request."""
    route = request.scope.get("route")
    requirements = requirements_of(route.dependant) if isinstance(route, APIRoute) else ()
    try:
        check_limits(identity, address_of(request), resources.now())
        for requirement in requirements:
            requirement.check(principal_of(identity))
    except (NotAllowed, NotAuthenticated):
        return False
    return True


async def _limit_lookups(request: Request, resources: Resources) -> None:
    """Who invents keys with a right checksum must not turn each into a question to the organization service."""
    with contextlib.suppress(RedisError):
        _apply(request, await resources.gate.ask(Applicant(f"address:{address_of(request)}"), KEY_LOOKUPS))


async def open_share(request: Request, token: str, password: str | None = None) -> SharePrincipal:
    """The one gate for every share: its password, its end, its downloads, its revocation.

    The password comes from its header where none is given. Raises NotFound, Gone, NotAuthenticated, TooManyRequests,
    and BadRequest for what is too long to be a token or a password.
    """
    resources = await resources_of(request)
    address = address_of(request)
    password = password or request.headers.get("x-share-password")
    try:
        credential = ShareCredential(token=token, password=password, address=address)
    except ValidationError as error:
        raise BadRequest("The share token or its password is too long") from error
    principal = (await resources.open_share(credential)).principal()
    if principal.account_id is not None:
        _compare_user_id(request, principal.account_id)
    await _admit(request, resources, Applicant(f"{principal.key}:{address}"))
    request.state.principal = principal
    return principal


def sent_share_token(request: Request) -> str | None:
    """From header, query, or as a bearer token that is a session made from a share."""
    bearer = request.headers.get("authorization", "").partition(" ")[2]
    if bearer.startswith(SHARE_SESSION_PREFIX):
        return bearer
    return request.headers.get("x-share-token") or request.query_params.get("share_token")


def _compare_user_id(request: Request, account_id: UUID) -> None:
    claimed = request.headers.get("x-user-id")
    if claimed is not None and claimed.lower() != str(account_id):
        raise NotAllowed("X-User-ID is not the account of this credential")


async def _admit(
    request: Request,
    resources: Resources,
    applicant: Applicant,
    requests_per_minute: int | None = None,
    use: KeyUse | None = None,
) -> Admission | None:
    """None where Redis is away: then nothing is limited, and every question goes to its owner."""
    general = resources.settings.request_limit
    # A key's own limit is its organization's choice, so it can only be the lower one.
    limit = RateLimit(resources.settings.service, min(requests_per_minute or general, general))
    request.state.applicant = applicant
    try:
        admission = await resources.gate.ask(applicant, limit, _vault_in_path(request), use)
    except RedisError as error:
        log.warning("redis.unavailable", error=repr(error))
        return None
    _apply(request, admission)
    request.state.cached_access = admission.access
    return admission


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

    async def __call__(self, request: Request) -> None:
        resources = await resources_of(request)
        _apply(request, await resources.gate.ask(Applicant(f"address:{address_of(request)}"), self.limit))
