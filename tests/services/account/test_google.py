"""Signing in with Google's ID tokens."""

import asyncio
import base64
import json
import time

import pytest
from jose import jwt

from services.account.oidc.provider import KEPT_SECONDS, REFRESH_SECONDS, RETRY_SECONDS
from tests.services.account.mails import events, token_mailed
from tests.services.account.provider import CLIENT, Issuer, Seconds, claims, new_key
from tests.support.forgery import FORMS, public_secrets, sign_with_secret
from tests.support.platform import PASSWORD, Caller, Platform, sign_up

EMAIL = "anna@utopia.example"
NOT_VALID = (401, {"detail": "The ID token is not valid"})


async def google(caller: Caller, token: str, name: str = "id_token") -> tuple[int, dict[str, object]]:
    response = await caller.post("account", "/auth/google", json={name: token})
    return response.status_code, response.json()


class TestAccounts:
    async def test_first_time_makes_an_account(self, platform: Platform, as_nobody: Caller, issuer: Issuer) -> None:
        status, body = await google(as_nobody, issuer.sign())
        assert status == 200
        account = body["account"]
        assert isinstance(account, dict)
        assert (account["email"], account["auth_provider"], account["email_verified"]) == (EMAIL, "google", True)
        me = await as_nobody.get("account", "/account/me", headers={"Authorization": f"Bearer {body['access_token']}"})
        assert me.json()["id"] == account["id"]
        assert await events(platform) == ["account.created", "account.email_verified"]

    async def test_second_time_opens_it_though_the_address_changed(self, as_nobody: Caller, issuer: Issuer) -> None:
        _, first = await google(as_nobody, issuer.sign(), "credential")
        _, second = await google(as_nobody, issuer.sign(email="married@utopia.example", email_verified=False))
        assert first["account"] == second["account"]

    async def test_unverified_account_is_not_linked(self, platform: Platform, issuer: Issuer) -> None:
        squatter = await sign_up(platform, "Anna@utopia.example")
        status, body = await google(squatter, issuer.sign())
        assert status == 409
        assert body["detail"] == (
            "An account with this e-mail address exists, but its address was never verified; sign in with its "
            "password or reset it, verify the address, then try again"
        )

    async def test_verified_account_is_linked(self, platform: Platform, issuer: Issuer) -> None:
        anna = await sign_up(platform, EMAIL)
        token = await token_mailed(platform, EMAIL, "Confirm your e-mail address")
        await anna.post("account", "/auth/verify-email", json={"token": token})
        status, body = await google(anna, issuer.sign(email="ANNA@utopia.example"))
        assert status == 200
        account = body["account"]
        assert isinstance(account, dict)
        assert (account["id"], account["auth_provider"]) == (str(anna.id), "cognito")

    async def test_change_of_address_unlinks(self, platform: Platform, issuer: Issuer) -> None:
        anna = await sign_up(platform, EMAIL)
        token = await token_mailed(platform, EMAIL, "Confirm your e-mail address")
        await anna.post("account", "/auth/verify-email", json={"token": token})
        await google(anna, issuer.sign())
        await anna.post(
            "account", "/account/change-email", json={"new_email": "b@utopia.example", "password": PASSWORD}
        )
        _, body = await google(anna, issuer.sign())
        account = body["account"]
        assert isinstance(account, dict)
        assert account["id"] != str(anna.id)

    async def test_address_that_google_did_not_verify_is_401(self, as_nobody: Caller, issuer: Issuer) -> None:
        for unverified in (issuer.sign(email_verified=False), issuer.sign(email_verified=None)):
            status, body = await google(as_nobody, unverified)
            assert (status, body["detail"]) == (401, "The identity provider has not verified the e-mail address")

    async def test_account_without_password_says_so(
        self, platform: Platform, as_nobody: Caller, issuer: Issuer
    ) -> None:
        _, body = await google(as_nobody, issuer.sign())
        anna = Caller(platform, {"Authorization": f"Bearer {body['access_token']}"})
        change = {"current_password": PASSWORD, "new_password": "Another-horse-8"}
        response = await anna.post("account", "/account/change-password", json=change)
        assert (response.status_code, response.json()["detail"]) == (
            409,
            "This account has no password; set one with the link that forgot-password mails",
        )


class TestForgedTokens:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"aud": "another-client"},
            {"aud": [CLIENT, "another-client"]},
            {"aud": None},
            {"iss": "https://evil.example"},
            {"iss": None},
            {"exp": 1},
            {"exp": None},
            {"sub": None},
            {"iat": None},
            {"nbf": int(time.time()) + 3600},
            {"token_use": "access"},
        ],
    )
    async def test_wrong_claims(self, as_nobody: Caller, issuer: Issuer, wrong: dict[str, object]) -> None:
        assert await google(as_nobody, issuer.sign(**wrong)) == NOT_VALID

    async def test_no_signature(self, as_nobody: Caller, issuer: Issuer) -> None:
        header = {"alg": "none", "kid": issuer.public["kid"]}
        parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in (header, claims(issuer.url))]
        assert await google(as_nobody, f"{'.'.join(part.rstrip('=') for part in parts)}.") == NOT_VALID

    @pytest.mark.parametrize("form", FORMS)
    async def test_public_key_taken_for_a_shared_secret(self, as_nobody: Caller, issuer: Issuer, form: str) -> None:
        key_id = issuer.public["kid"]
        assert (await google(as_nobody, issuer.sign()))[0] == 200
        forged = sign_with_secret(claims(issuer.url), public_secrets(issuer.public)[form], key_id)
        assert await google(as_nobody, forged) == NOT_VALID

    async def test_key_of_somebody_else(self, as_nobody: Caller, issuer: Issuer) -> None:
        other, _ = new_key("key-1")
        forged = jwt.encode(claims(issuer.url), other, "RS256", headers={"kid": "key-1"})
        assert await google(as_nobody, forged) == NOT_VALID

    async def test_access_token_of_ours(self, as_owner: Caller, issuer: Issuer) -> None:
        token = as_owner.client.headers["authorization"].removeprefix("Bearer ")
        assert await google(as_owner, token) == NOT_VALID

    @pytest.mark.parametrize("token", ["x", "a.b.c", "e30.e30.e30", "é.é.é"])
    async def test_what_is_no_token(self, as_nobody: Caller, issuer: Issuer, token: str) -> None:
        assert await google(as_nobody, token) == NOT_VALID


class TestKeys:
    async def test_rotated_key_is_fetched_by_the_same_process(
        self, as_nobody: Caller, issuer: Issuer, seconds: Seconds
    ) -> None:
        assert (await google(as_nobody, issuer.sign()))[0] == 200
        old = issuer.sign()
        issuer.rotate()
        # Right after a fetch an unknown key waits: else invented ones would turn into requests.
        assert await google(as_nobody, issuer.sign()) == NOT_VALID
        seconds.passed += REFRESH_SECONDS
        assert (await google(as_nobody, issuer.sign()))[0] == 200
        assert len(issuer.asked("/jwks")) == 2
        assert await google(as_nobody, old) == NOT_VALID

    async def test_withdrawn_key_is_good_for_a_day_at_most(
        self, as_nobody: Caller, issuer: Issuer, seconds: Seconds
    ) -> None:
        withdrawn = issuer.sign()
        assert (await google(as_nobody, withdrawn))[0] == 200
        issuer.rotate()
        seconds.passed += KEPT_SECONDS + 1
        assert await google(as_nobody, withdrawn) == NOT_VALID

    async def test_invented_key_ids_do_not_turn_into_requests(
        self, as_nobody: Caller, issuer: Issuer, seconds: Seconds
    ) -> None:
        """One every ten seconds at most, whoever asks and however many at once."""
        await google(as_nobody, issuer.sign())
        forged = [
            jwt.encode(claims(issuer.url), issuer.pem, "RS256", headers={"kid": f"invented-{number}"})
            for number in range(10)
        ]
        for fetches in (1, 2, 3):
            answers = await asyncio.gather(*(google(as_nobody, token) for token in forged))
            assert answers == [NOT_VALID] * 10
            assert len(issuer.asked("/jwks")) == fetches
            seconds.passed += REFRESH_SECONDS

    async def test_tokens_that_name_no_key_do_not_turn_into_requests(
        self, as_nobody: Caller, issuer: Issuer, seconds: Seconds
    ) -> None:
        await google(as_nobody, issuer.sign())
        other, _ = new_key("another")
        forged = jwt.encode(claims(issuer.url), other, "RS256")
        for fetches in (1, 2):
            assert [await google(as_nobody, forged) for _ in range(5)] == [NOT_VALID] * 5
            assert len(issuer.asked("/jwks")) == fetches
            seconds.passed += REFRESH_SECONDS

    async def test_issuer_that_is_away_is_not_asked_by_everybody(
        self, as_nobody: Caller, issuer: Issuer, seconds: Seconds
    ) -> None:
        issuer.status = 500
        statuses = [(await google(as_nobody, issuer.sign()))[0] for _ in range(5)]
        assert statuses == [503] * 5
        assert len(issuer.requests) == 1
        issuer.status = 200
        seconds.passed += RETRY_SECONDS
        assert (await google(as_nobody, issuer.sign()))[0] == 200

    async def test_google_away_is_503(self, as_nobody: Caller, issuer: Issuer) -> None:
        issuer.status = 500
        response = await as_nobody.post("account", "/auth/google", json={"id_token": issuer.sign()})
        assert (response.status_code, response.json()["detail"]) == (503, "The identity provider can't be reached")
        assert response.headers["Retry-After"]


class TestRequest:
    async def test_not_configured_is_503_naming_the_setting(self, as_nobody: Caller) -> None:
        status, body = await google(as_nobody, "token")
        assert status == 503
        assert "IMMIBLOX_GOOGLE_CLIENT_ID" in str(body["detail"])

    @pytest.mark.parametrize("body", [{}, {"id_token": "a", "credential": "a"}, {"id_token": ""}])
    async def test_other_shapes_are_422(self, as_nobody: Caller, issuer: Issuer, body: dict[str, str]) -> None:
        assert (await as_nobody.post("account", "/auth/google", json=body)).status_code == 422
