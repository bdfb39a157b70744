"""Who is at the door, and with what the account service works."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from services.account.resources import AccountResources
from shared.auth.admission import Applicant, RateLimit
from shared.auth.dependencies import Person
from shared.errors import TooManyRequests


@dataclass(frozen=True, slots=True)
class Client:
    """Where a sign-in comes from."""

    address: str
    user_agent: str | None


async def client_of(request: Request) -> Client:
    address = request.client.host if request.client else "unknown"
    return Client(address, request.headers.get("user-agent", "")[:500] or None)


async def account_resources(request: Request) -> AccountResources:
    resources: AccountResources = request.app.state.resources
    return resources


AccountApp = Annotated[AccountResources, Depends(account_resources)]
SigningIn = Annotated[Client, Depends(client_of)]


class LimitedByAccount:
    """A rate limit for what a signed-in person rarely needs: mails, archives."""

    def __init__(self, name: str, count: int, seconds: int) -> None:
        self.limit = RateLimit(name, count, seconds)

    async def __call__(self, who: Person, resources: AccountApp) -> None:
        admission = await resources.gate.ask(Applicant(who.key), self.limit)
        if not admission.allowed:
            raise TooManyRequests(admission.reset_seconds)
