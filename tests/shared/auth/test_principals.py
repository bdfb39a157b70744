"""Credentials through the door: which are believed, and by whom."""

import time
from uuid import UUID, uuid4

import pytest
from fastapi.routing import iter_route_contexts
from jose import jwk, jwt

from shared.auth.tokens import AUDIENCE, ISSUER, ServiceTokens
from tests.support.forgery import FORMS, public_secrets, sign_with_secret
from tests.support.platform import Caller, Platform

SOMETHING = UUID(int=7)
INTERNAL_ROUTES = [
    ("account", "GET", f"/internal/sessions/{SOMETHING}"),
    ("account", "POST", "/internal/contacts"),
    ("account", "GET", f"/internal/accounts/{SOMETHING}/family-members/{SOMETHING}"),
    ("vault", "POST", f"/internal/vaults/{SOMETHING}/access"),
    ("vault", "POST", "/internal/vaults/visible"),
    ("vault", "POST", "/internal/shares/open"),
    ("vault", "POST", f"/internal/shares/{SOMETHING}/downloads"),
    ("vault", "GET", f"/internal/accounts/{SOMETHING}/export"),
    ("vault", "GET", f"/internal/organizations/{SOMETHING}/holdings"),
    ("vault", "POST", "/internal/vaults/audiences"),
    ("document", "GET", f"/internal/documents/{SOMETHING}"),
    ("document", "GET", f"/internal/vaults/{SOMETHING}/documents"),
    ("document", "GET", f"/internal/vaults/{SOMETHING}/documents/{SOMETHING}"),
    ("document", "GET", f"/internal/vaults/{SOMETHING}/documents/{SOMETHING}/pages"),
    ("document", "POST", f"/internal/vaults/{SOMETHING}/documents/upload"),
    ("assistant", "POST", f"/internal/vaults/{SOMETHING}/answers"),
    ("assistant", "POST", "/internal/translations"),
    ("document", "POST", f"/internal/vaults/{SOMETHING}/evidence"),
    ("document", "GET", f"/internal/vaults/{SOMETHING}/document-count"),
    ("immigration", "GET", f"/internal/accounts/{SOMETHING}/export"),
    ("immigration", "POST", f"/internal/persons/{SOMETHING}"),
    ("organization", "POST", "/internal/accounts/personal-organizations"),
    ("organization", "GET", f"/internal/organizations/{SOMETHING}/managers"),
    ("organization", "GET", f"/internal/accounts/{SOMETHING}/memberships"),
    ("organization", "GET", f"/internal/accounts/{SOMETHING}/sole-ownerships"),
    ("organization", "GET", f"/internal/accounts/{SOMETHING}/export"),
    ("organization", "POST", "/internal/machine-keys/identify"),
    ("organization", "POST", "/internal/organizations/names"),
    ("organization", "POST", "/internal/machines/names"),
    ("organization", "GET", "/internal/domains/no-domain/organization"),
    ("document", "GET", f"/internal/vaults/{SOMETHING}/export"),
    ("document", "GET", f"/internal/documents/{SOMETHING}/file"),
    ("assistant", "GET", f"/internal/accounts/{SOMETHING}/export"),
]


def claims(**changes: object) -> dict[str, object]:
    now = int(time.time())
    valid = {"iss": ISSUER, "aud": AUDIENCE, "sub": str(uuid4()), "sid": str(uuid4()), "iat": now, "exp": now + 60}
    return valid | changes


class TestAccessToken:
    @pytest.mark.parametrize(
        "header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer abc", "Bearer a.b.c", "Bearer e30.e30.e30"]
    )
    async def test_what_is_no_token_is_401(self, as_nobody: Caller, header: str) -> None:
        response = await as_nobody.get("vault", "/vaults", headers={"Authorization": header})
        assert (response.status_code, response.json()) == (401, {"detail": "Not authenticated"})

    async def test_key_of_somebody_else_is_401(self, platform: Platform, as_nobody: Caller) -> None:
        kid = (await as_nobody.get("account", "/.well-known/jwks.json")).json()["keys"][0]["kid"]
        forged = jwt.encode(claims(), jwk.construct("x" * 32, "HS256"), "HS256", headers={"kid": kid})
        response = await as_nobody.get("vault", "/vaults", headers={"Authorization": f"Bearer {forged}"})
        assert response.status_code == 401

    @pytest.mark.parametrize("service", ["account", "vault"])
    @pytest.mark.parametrize("form", FORMS)
    async def test_public_key_taken_for_a_shared_secret_is_401(
        self, as_owner: Caller, as_nobody: Caller, form: str, service: str
    ) -> None:
        """Once the service holds the key, with claims that a good token has."""
        path = "/account/me" if service == "account" else "/vaults"
        assert (await as_owner.get(service, path)).status_code == 200
        good = jwt.get_unverified_claims(as_owner.client.headers["authorization"].removeprefix("Bearer "))
        (published,) = (await as_nobody.get("account", "/.well-known/jwks.json")).json()["keys"]
        forged = sign_with_secret(good, public_secrets(published)[form], published["kid"])
        response = await as_nobody.get(service, path, headers={"Authorization": f"Bearer {forged}"})
        assert (response.status_code, response.json()) == (401, {"detail": "Not authenticated"})

    async def test_unsigned_token_is_401(self, as_nobody: Caller) -> None:
        token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."
        response = await as_nobody.get("vault", "/vaults", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401

    @pytest.mark.parametrize("wrong", [{"aud": "another"}, {"iss": "another"}, {"exp": 1}, {"sub": "x"}, {"sid": "x"}])
    async def test_wrong_claims_are_401(self, platform: Platform, as_nobody: Caller, wrong: dict[str, object]) -> None:
        signer = platform.resources("account").signer  # type: ignore[attr-defined] # of the account service
        token = jwt.encode(claims(**wrong), signer.key, "ES256", headers={"kid": signer.key_id})
        response = await as_nobody.get("vault", "/vaults", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401

    async def test_session_that_never_was_is_401(self, platform: Platform, as_nobody: Caller) -> None:
        token = platform.resources("account").signer.sign(uuid4(), uuid4())  # type: ignore[attr-defined]
        response = await as_nobody.get("vault", "/vaults", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401

    async def test_account_service_away_is_503_for_unknown_sessions(self, platform: Platform, as_owner: Caller) -> None:
        await platform.resources("account").redis.flushdb()
        platform.router.down.add(platform.resources("account").settings.port("account"))
        response = await as_owner.get("vault", "/vaults")
        assert response.status_code == 503
        assert response.headers["Retry-After"]


class TestUserId:
    async def test_of_the_token_is_fine(self, as_owner: Caller) -> None:
        response = await as_owner.get("vault", "/vaults", headers={"X-User-ID": str(as_owner.id).upper()})
        assert response.status_code == 200

    async def test_of_somebody_else_is_403(self, as_owner: Caller) -> None:
        response = await as_owner.get("vault", "/vaults", headers={"X-User-ID": str(uuid4())})
        assert response.status_code == 403

    async def test_alone_grants_nothing(self, as_owner: Caller, as_nobody: Caller) -> None:
        response = await as_nobody.get("vault", "/vaults", headers={"X-User-ID": str(as_owner.id)})
        assert response.status_code == 401


@pytest.mark.parametrize(("service", "method", "path"), INTERNAL_ROUTES)
class TestInternalRoutes:
    async def test_refuse_a_person(self, as_owner: Caller, service: str, method: str, path: str) -> None:
        assert (await as_owner.request(method, service, path)).status_code == 401

    async def test_refuse_nobody(self, as_nobody: Caller, service: str, method: str, path: str) -> None:
        assert (await as_nobody.request(method, service, path)).status_code == 401

    async def test_refuse_a_token_for_another_service(
        self, platform: Platform, as_nobody: Caller, service: str, method: str, path: str
    ) -> None:
        token = ServiceTokens(platform.resources("mcp").settings, "mcp").sign("audit")
        headers = {"Authorization": f"Bearer {token}"}
        assert (await as_nobody.request(method, service, path, headers=headers)).status_code == 401

    async def test_let_in_a_service(
        self, platform: Platform, as_nobody: Caller, service: str, method: str, path: str
    ) -> None:
        token = ServiceTokens(platform.resources("mcp").settings, "mcp").sign(service)
        headers = {"Authorization": f"Bearer {token}"}
        response = await as_nobody.request(method, service, path, headers=headers)
        assert response.status_code in {200, 404, 422}


async def test_every_internal_route_is_in_the_list_above(platform: Platform) -> None:
    known = sorted((service, method) for service, method, _ in INTERNAL_ROUTES)
    found = [
        (service, method)
        for service, app in platform.apps.items()
        for route in iter_route_contexts(app.routes)
        for method in route.methods or ()
        if "/internal/" in (route.path or "")
    ]
    assert sorted(found) == known
