"""Signing up, in and out, through the door."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from services.account.models import Account
from tests.support.platform import PASSWORD, Caller, Platform, sign_up

EMAIL = "anna@utopia.example"


async def sign_in(caller: Caller, email: str = EMAIL, password: str = PASSWORD) -> int:
    response = await caller.post("account", "/auth/signin", json={"email": email, "password": password})
    return response.status_code


class TestSignUp:
    async def test_answers_the_documented_payload(self, as_nobody: Caller) -> None:
        response = await as_nobody.post("account", "/auth/signup", json={"email": EMAIL, "password": PASSWORD})
        assert response.status_code == 201
        body = response.json()
        assert body["message"] == "Account created successfully"
        assert body["token_type"] == "Bearer"
        assert body["expires_in"] == 12 * 3600
        account = body["account"]
        assert account["email"] == EMAIL
        assert account["username"] is None
        assert account["auth_provider"] == "cognito"
        assert account["email_verified"] is False
        assert datetime.fromisoformat(account["created_at"]).tzinfo == UTC
        assert account["created_at"].endswith("Z")

    async def test_stores_a_hash_and_no_password(self, platform: Platform, as_owner: Caller) -> None:
        async with platform.session("account") as session:
            account = await session.get_one(Account, as_owner.id)
        assert account.password_hash is not None
        assert account.password_hash.startswith("$argon2id$")
        assert PASSWORD not in account.password_hash

    async def test_publishes_the_new_account(self, platform: Platform, as_owner: Caller) -> None:
        events = [row for row in await platform.outbox("account") if row.kind == "event"]
        assert [(row.name, row.payload["account_id"]) for row in events] == [("account.created", str(as_owner.id))]

    async def test_address_is_unique_whatever_its_case(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        response = await as_nobody.post(
            "account",
            "/auth/signup",
            json={"email": EMAIL.upper().replace("UTOPIA.EXAMPLE", "utopia.example"), "password": PASSWORD},
        )
        assert response.status_code == 409
        assert response.json() == {"detail": "An account with this e-mail address exists; sign in instead"}

    async def test_username_is_unique(self, as_nobody: Caller) -> None:
        taken = {"username": "anna", "password": PASSWORD}
        assert (await as_nobody.post("account", "/auth/signup", json=taken | {"email": EMAIL})).status_code == 201
        response = await as_nobody.post("account", "/auth/signup", json=taken | {"email": "ben@utopia.example"})
        assert response.status_code == 409
        assert response.json() == {"detail": "This username is taken"}

    @pytest.mark.parametrize(
        ("password", "rule"),
        [
            ("Ab3-xyz", "The password must have 8 to 128 characters"),
            ("x1" * 65, "The password must have 8 to 128 characters"),
            ("Password123", "The password is one of the most common ones"),
            ("Trustno1", "The password is one of the most common ones"),
            ("aaaaaaaaaa", "The password is one of the most common ones"),
            (EMAIL, "The password must differ from the e-mail address and the username"),
        ],
    )
    async def test_weak_password_names_the_rule(self, as_nobody: Caller, password: str, rule: str) -> None:
        response = await as_nobody.post("account", "/auth/signup", json={"email": EMAIL, "password": password})
        assert response.status_code == 422
        assert response.json() == {"detail": rule}

    @pytest.mark.parametrize(
        "body",
        [
            {"email": "not-an-address", "password": PASSWORD},
            {"email": EMAIL},
            {"email": EMAIL, "password": PASSWORD, "role": "admin"},
            {"email": EMAIL, "password": PASSWORD, "username": "A B"},
        ],
    )
    async def test_wrong_shape_is_422_without_what_was_sent(self, as_nobody: Caller, body: dict[str, str]) -> None:
        response = await as_nobody.post("account", "/auth/signup", json=body)
        assert response.status_code == 422
        assert {"loc", "msg", "type"} == set(response.json()["detail"][0])
        assert PASSWORD not in response.text

    async def test_malformed_json_is_400(self, as_nobody: Caller) -> None:
        response = await as_nobody.post(
            "account", "/auth/signup", content=b"{", headers={"Content-Type": "application/json"}
        )
        assert response.status_code == 400
        assert response.json() == {"detail": "The body is not valid JSON"}


class TestSignIn:
    async def test_gives_a_token_that_opens_the_account(self, platform: Platform, as_nobody: Caller) -> None:
        owner = await sign_up(platform, EMAIL)
        response = await as_nobody.post("account", "/auth/signin", json={"email": EMAIL, "password": PASSWORD})
        assert response.status_code == 200
        token = response.json()["access_token"]
        me = await as_nobody.get("account", "/account/me", headers={"Authorization": f"Bearer {token}"})
        assert me.status_code == 200
        assert me.json()["id"] == str(owner.id)

    async def test_unknown_address_and_wrong_password_answer_the_same(
        self, platform: Platform, as_nobody: Caller
    ) -> None:
        await sign_up(platform, EMAIL)
        wrong = await as_nobody.post("account", "/auth/signin", json={"email": EMAIL, "password": "wrong-one"})
        unknown = await as_nobody.post(
            "account", "/auth/signin", json={"email": "who@utopia.example", "password": PASSWORD}
        )
        assert wrong.status_code == unknown.status_code == 401
        assert wrong.json() == unknown.json() == {"detail": "The e-mail address or the password is wrong"}

    async def test_ten_failures_lock_for_a_while(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        assert {await sign_in(as_nobody, password="wrong-one") for _ in range(10)} == {401}
        response = await as_nobody.post("account", "/auth/signin", json={"email": EMAIL, "password": PASSWORD})
        assert response.status_code == 429
        assert 0 < int(response.headers["Retry-After"]) <= 15 * 60
        await platform.resources("account").redis.delete(f"signin-failures:account:{EMAIL}")
        await platform.resources("account").redis.delete("signin-failures:address:127.0.0.1")
        assert await sign_in(as_nobody) == 200


class TestSignOut:
    async def test_ends_the_session_in_every_service(self, as_owner: Caller) -> None:
        assert (await as_owner.get("vault", "/vaults")).status_code == 200
        response = await as_owner.post("account", "/auth/signout")
        assert (response.status_code, response.json()) == (200, {"success": True})
        assert (await as_owner.get("account", "/account/me")).status_code == 401
        assert (await as_owner.get("vault", "/vaults")).status_code == 401

    async def test_succeeds_without_a_token(self, as_nobody: Caller) -> None:
        assert (await as_nobody.post("account", "/auth/signout", json={})).json() == {"success": True}

    async def test_ends_all_sessions_when_asked(self, platform: Platform, as_nobody: Caller) -> None:
        first = await sign_up(platform, EMAIL)
        response = await as_nobody.post("account", "/auth/signin", json={"email": EMAIL, "password": PASSWORD})
        second = Caller(platform, {"Authorization": f"Bearer {response.json()['access_token']}"})
        await second.post("account", "/auth/signout", json={"all_sessions": True})
        assert (await first.get("account", "/account/me")).status_code == 401
        assert (await second.get("account", "/account/me")).status_code == 401

    async def test_other_sessions_go_on_when_not_asked(self, platform: Platform, as_nobody: Caller) -> None:
        first = await sign_up(platform, EMAIL)
        response = await as_nobody.post("account", "/auth/signin", json={"email": EMAIL, "password": PASSWORD})
        second = Caller(platform, {"Authorization": f"Bearer {response.json()['access_token']}"})
        await second.post("account", "/auth/signout")
        assert (await first.get("account", "/account/me")).status_code == 200


class TestSessions:
    async def test_revocation_holds_when_redis_lost_its_memory(self, platform: Platform, as_owner: Caller) -> None:
        await as_owner.post("account", "/auth/signout")
        await platform.resources("account").redis.flushdb()
        assert (await as_owner.get("vault", "/vaults")).status_code == 401

    async def test_session_goes_on_when_redis_lost_its_memory(self, platform: Platform, as_owner: Caller) -> None:
        await platform.resources("account").redis.flushdb()
        assert (await as_owner.get("vault", "/vaults")).status_code == 200

    async def test_expired_session_is_refused(self, platform: Platform, as_owner: Caller) -> None:
        async with platform.session("account") as session, session.begin():
            await session.execute(text("update sessions set expires_at = now()"))
        await platform.resources("account").redis.flushdb()
        assert (await as_owner.get("vault", "/vaults")).status_code == 401


class TestMe:
    async def test_needs_a_token(self, as_nobody: Caller) -> None:
        response = await as_nobody.get("account", "/account/me")
        assert (response.status_code, response.json()) == (401, {"detail": "Not authenticated"})
        assert response.headers["WWW-Authenticate"] == "Bearer"

    async def test_is_the_documented_payload(self, as_owner: Caller) -> None:
        body = (await as_owner.get("account", "/account/me")).json()
        documented = {"id", "email", "username", "auth_provider", "email_verified", "created_at", "updated_at"}
        assert set(body) == documented


class TestKeys:
    async def test_publishes_the_public_key_only(self, as_nobody: Caller) -> None:
        response = await as_nobody.get("account", "/.well-known/jwks.json")
        (key,) = response.json()["keys"]
        assert set(key) == {"kty", "crv", "x", "y", "alg", "use", "kid"}
