"""How to sign in with an address."""

import pytest

from tests.services.account.provider import CLIENT, Issuer
from tests.support.people import make_organization, verified
from tests.support.platform import Caller, Platform


async def discover(caller: Caller, email: str) -> dict[str, object]:
    response = await caller.post("account", "/auth/discover", json={"email": email})
    assert response.status_code == 200, response.text
    body: dict[str, object] = response.json()
    return body


async def acme(platform: Platform, *methods: str) -> dict[str, str]:
    """The organization that says how the people of acme.example sign in."""
    founder = await verified(platform, "founder@acme.example")
    settings = {"signin_methods": methods}
    return {"id": await make_organization(founder, "Acme", domain="acme.example", settings=settings), "name": "Acme"}


async def test_is_the_same_whether_the_account_exists(as_owner: Caller) -> None:
    known = await discover(as_owner, "owner@utopia.example")
    unknown = await discover(as_owner, "nobody@utopia.example")
    assert known | {"email": ""} == unknown | {"email": ""}
    assert known["methods"] == [{"type": "password", "client_id": None}]
    assert known["organization"] is None


async def test_offers_what_is_configured(as_nobody: Caller, issuer: Issuer) -> None:
    body = await discover(as_nobody, "anna@utopia.example")
    assert body["methods"] == [
        {"type": "password", "client_id": None},
        {"type": "google", "client_id": CLIENT},
        {"type": "cognito", "client_id": None},
    ]


@pytest.mark.parametrize(
    ("methods", "offered"),
    [(["google"], ["google"]), (["cognito", "password"], ["password", "cognito"])],
)
async def test_organization_of_the_domain_decides(
    platform: Platform, as_nobody: Caller, issuer: Issuer, methods: list[str], offered: list[str]
) -> None:
    organization = await acme(platform, *methods)
    body = await discover(as_nobody, "anna@ACME.example")
    other = await discover(as_nobody, "anna@notacme.example")
    assert [method["type"] for method in body["methods"]] == offered  # type: ignore[attr-defined] # a list
    assert body["organization"] == organization
    assert other["organization"] is None


async def test_ways_that_are_not_configured_lock_nobody_out(platform: Platform, as_nobody: Caller) -> None:
    await acme(platform, "google")
    body = await discover(as_nobody, "anna@acme.example")
    assert body["methods"] == [{"type": "password", "client_id": None}]


async def test_organization_service_away_is_503(platform: Platform, as_nobody: Caller) -> None:
    platform.router.down.add(platform.resources("organization").settings.port("organization"))
    response = await as_nobody.post("account", "/auth/discover", json={"email": "anna@acme.example"})
    assert (response.status_code, response.json()) == (503, {"detail": "The organization service is not available"})


async def test_what_is_no_address_is_422(as_nobody: Caller) -> None:
    assert (await as_nobody.post("account", "/auth/discover", json={"email": "acme.example"})).status_code == 422
