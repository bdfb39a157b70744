"""People, organizations and keys."""

from typing import Any
from uuid import UUID

from sqlalchemy import update

from services.account.models import Account
from shared.events import AccountEmailVerified
from shared.resources import Resources
from tests.support.platform import Caller, Platform, sign_up


async def verify_email(platform: Platform, account_id: UUID | None) -> None:
    """What following the link in the mail does to the account's row."""
    async with platform.session("account") as session, session.begin():
        await session.execute(update(Account).where(Account.id == account_id).values(email_verified=True))


async def verified(platform: Platform, email: str) -> Caller:
    """A new person, signed in, who has confirmed their address."""
    person = await sign_up(platform, email)
    await verify_email(platform, person.id)
    return person


async def make_organization(owner: Caller, name: str = "Acme Corp", **fields: Any) -> str:
    response = await owner.post("organization", "/organizations", json={"name": name, **fields})
    assert response.status_code == 201, response.text
    identifier: str = response.json()["id"]
    return identifier


async def personal_organization(person: Caller) -> str:
    organizations = (await person.get("organization", "/organizations")).json()["organizations"]
    (identifier,) = [found["id"] for found in organizations if found["is_personal"]]
    return str(identifier)


async def add_member(manager: Caller, organization_id: str, email: str, role: str = "member") -> dict[str, Any]:
    body = {"email": email, "role": role}
    response = await manager.post("organization", f"/organizations/{organization_id}/members", json=body)
    assert response.status_code == 201, response.text
    member: dict[str, Any] = response.json()
    return member


async def make_key(manager: Caller, organization_id: str, kind: str, **fields: Any) -> dict[str, Any]:
    """`kind` is `api` or `app`."""
    path = f"/organizations/{organization_id}/machine-auth/{kind}-keys"
    response = await manager.post("organization", path, json={"name": "key", **fields})
    assert response.status_code == 201, response.text
    key: dict[str, Any] = response.json()
    return key


async def make_machine(manager: Caller, organization_id: str, **fields: Any) -> Caller:
    """Somebody with two keys of the organization; without scopes among the fields they may do everything."""
    api_key = await make_key(manager, organization_id, "api", **fields)
    return machine(manager.platform, api_key, await make_key(manager, organization_id, "app"))


def machine(platform: Platform, api_key: dict[str, Any], app_key: dict[str, Any]) -> Caller:
    return Caller(platform, {"X-API-Key": api_key["api_key"], "X-App-Key": app_key["app_key"]})


def confirmed(person: Caller, email: str) -> AccountEmailVerified:
    assert person.id is not None
    return AccountEmailVerified(account_id=person.id, email=email)


async def memberships(resources: Resources, person: Caller) -> dict[str, str]:
    """Organization to role, as another service is told."""
    assert person.id is not None
    found = await resources.organizations.memberships(person.id)
    return {str(membership.organization_id): membership.role for membership in found}
