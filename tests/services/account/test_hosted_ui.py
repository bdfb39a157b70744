"""The Cognito hosted UI, against a real OpenID provider and against one that tells what it was asked."""

import httpx
import pytest
from pydantic import SecretStr

from services.account.oidc.hosted_ui import challenge_of
from services.account.oidc.provider import REFRESH_SECONDS
from services.account.resources import AccountResources
from tests.services.account.provider import CLIENT, REDIRECT, Issuer, Seconds, claims, configure, query_of
from tests.services.account.provider_process import ProviderProcess
from tests.support.forgery import FORMS, public_secrets, sign_with_secret
from tests.support.platform import Caller, Platform

STATE_NOT_VALID = "The state is unknown, too old or was used before, or belongs to another redirect_uri; sign in again"


async def begin(caller: Caller) -> tuple[dict[str, str], dict[str, str]]:
    response = await caller.get("account", "/auth/cognito/google-url", params={"redirect_uri": REDIRECT})
    assert response.status_code == 200, response.text
    return response.json(), query_of(response.json()["url"])


async def exchange(caller: Caller, state: str, code: str = "code", uri: str = REDIRECT) -> httpx.Response:
    body = {"code": code, "state": state, "redirect_uri": uri}
    return await caller.post("account", "/auth/cognito/exchange", json=body)


async def consent(url: str, subject: str) -> dict[str, str]:
    """What the browser comes back with after the person has agreed."""
    async with httpx.AsyncClient() as browser:
        response = await browser.post(url, data={"sub": subject})
    assert response.status_code == 302, response.text
    return query_of(response.headers["location"])


async def sign_in(caller: Caller) -> httpx.Response:
    begun, _ = await begin(caller)
    back = await consent(begun["url"], "anna")
    assert back["state"] == begun["state"]
    return await exchange(caller, back["state"], back["code"])


class TestWithRealProvider:
    async def test_signs_in(self, provider: ProviderProcess, as_nobody: Caller) -> None:
        response = await sign_in(as_nobody)
        assert response.status_code == 200, response.text
        account = response.json()["account"]
        assert (account["email"], account["auth_provider"]) == ("anna@utopia.example", "google")

    async def test_code_is_good_once(self, provider: ProviderProcess, as_nobody: Caller) -> None:
        begun, _ = await begin(as_nobody)
        back = await consent(begun["url"], "anna")
        await exchange(as_nobody, begun["state"], back["code"])
        again, _ = await begin(as_nobody)
        response = await exchange(as_nobody, again["state"], back["code"])
        assert (response.status_code, response.json()["detail"]) == (
            401,
            "The code was refused: it was used before, has expired, or is not ours",
        )

    async def test_code_of_another_sign_in_has_another_nonce(
        self, provider: ProviderProcess, as_nobody: Caller
    ) -> None:
        attackers, _ = await begin(as_nobody)
        back = await consent(attackers["url"], "anna")
        victims, _ = await begin(as_nobody)
        response = await exchange(as_nobody, victims["state"], back["code"])
        assert (response.status_code, response.json()["detail"]) == (401, "The ID token is not valid")

    async def test_unverified_address_is_401(self, provider: ProviderProcess, as_nobody: Caller) -> None:
        begun, _ = await begin(as_nobody)
        back = await consent(begun["url"], "ben")
        assert (await exchange(as_nobody, begun["state"], back["code"])).status_code == 401

    async def test_google_sign_in_takes_its_id_tokens(self, provider: ProviderProcess, as_nobody: Caller) -> None:
        begun, _ = await begin(as_nobody)
        back = await consent(begun["url"], "anna")
        form = {"grant_type": "authorization_code", "code": back["code"], "redirect_uri": REDIRECT, "client_id": CLIENT}
        async with httpx.AsyncClient() as client:
            tokens = (await client.post(f"{provider.url}/oauth2/token", data=form, auth=(CLIENT, "any"))).json()
        response = await as_nobody.post("account", "/auth/google", json={"id_token": tokens["id_token"]})
        assert response.status_code == 200, response.text

    async def test_rotated_key_is_fetched_by_the_same_process(
        self, platform: Platform, provider: ProviderProcess, as_nobody: Caller
    ) -> None:
        """Over a second, because the provider starts again."""
        resources = platform.resources("account")
        assert isinstance(resources, AccountResources)
        assert resources.hosted_ui is not None
        verifying = resources.hosted_ui.provider
        verifying.clock = seconds = Seconds()
        assert (await sign_in(as_nobody)).status_code == 200
        (known,) = verifying.keys.values()
        provider.rotate()
        seconds.passed += REFRESH_SECONDS
        assert (await sign_in(as_nobody)).status_code == 200
        assert resources.hosted_ui.provider is verifying
        assert known not in verifying.keys.values()


class TestUrl:
    async def test_says_everything_that_cognito_wants(self, issuer: Issuer, as_nobody: Caller) -> None:
        begun, asked = await begin(as_nobody)
        assert begun["url"].startswith(f"{issuer.url}/oauth2/authorize?")
        assert asked["state"] == begun["state"]
        fixed = {name: asked[name] for name in asked if name not in {"state", "nonce", "code_challenge"}}
        assert fixed == {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": REDIRECT,
            "scope": "openid email profile",
            "identity_provider": "Google",
            "code_challenge_method": "S256",
        }

    async def test_nothing_repeats(self, issuer: Issuer, as_nobody: Caller) -> None:
        (_, first), (_, second) = await begin(as_nobody), await begin(as_nobody)
        assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))

    async def test_state_is_kept_ten_minutes(self, platform: Platform, issuer: Issuer, as_nobody: Caller) -> None:
        await begin(as_nobody)
        redis = platform.resources("account").redis
        (key,) = [key async for key in redis.scan_iter("hosted-ui:*")]
        assert 590 < await redis.ttl(key) <= 600

    async def test_logout_leads_back_to_an_allowed_address(self, issuer: Issuer, as_nobody: Caller) -> None:
        params = {"redirect_uri": "https://app.utopia.example/bye"}
        response = await as_nobody.get("account", "/auth/cognito/logout-url", params=params)
        url = response.json()["url"]
        assert url.startswith(f"{issuer.url}/logout?")
        assert query_of(url) == {"client_id": CLIENT, "logout_uri": params["redirect_uri"]}

    @pytest.mark.parametrize(
        "uri",
        ["https://evil.example/", f"{REDIRECT}/more", f"{REDIRECT}?a=b", REDIRECT.upper(), "javascript:alert(1)"],
    )
    async def test_other_redirect_uris_are_400(self, issuer: Issuer, as_nobody: Caller, uri: str) -> None:
        detail = {"detail": "This redirect_uri is not on the list of allowed ones"}
        for path in ("google-url", "logout-url"):
            response = await as_nobody.get("account", f"/auth/cognito/{path}", params={"redirect_uri": uri})
            assert (response.status_code, response.json()) == (400, detail)
        assert (await exchange(as_nobody, "state", uri=uri)).status_code == 400

    async def test_not_configured_is_503_naming_the_settings(self, as_nobody: Caller) -> None:
        for path in ("google-url", "logout-url"):
            response = await as_nobody.get("account", f"/auth/cognito/{path}", params={"redirect_uri": REDIRECT})
            assert response.status_code == 503
            assert "IMMIBLOX_COGNITO_CLIENT_ID" in response.json()["detail"]
        assert (await exchange(as_nobody, "state")).status_code == 503


class TestExchange:
    async def test_sends_the_verifier_of_the_challenge(self, issuer: Issuer, as_nobody: Caller) -> None:
        begun, asked = await begin(as_nobody)
        issuer.id_token = issuer.sign(nonce=asked["nonce"], token_use="id")
        assert (await exchange(as_nobody, begun["state"])).status_code == 200
        form = issuer.form()
        assert challenge_of(form["code_verifier"]) == asked["code_challenge"]
        assert 43 <= len(form["code_verifier"]) <= 128
        assert (form["grant_type"], form["code"], form["redirect_uri"]) == ("authorization_code", "code", REDIRECT)

    def test_challenge_is_the_one_of_the_standard(self) -> None:
        """RFC 7636, appendix B."""
        verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

    async def test_secret_goes_as_basic(self, platform: Platform, issuer: Issuer, as_nobody: Caller) -> None:
        configure(platform, issuer.http(), cognito_client_secret=SecretStr("of-the-client"))
        begun, asked = await begin(as_nobody)
        issuer.id_token = issuer.sign(nonce=asked["nonce"])
        await exchange(as_nobody, begun["state"])
        assert issuer.asked("/oauth2/token")[0].headers["authorization"].startswith("Basic ")

    async def test_state_is_good_once(self, issuer: Issuer, as_nobody: Caller) -> None:
        begun, asked = await begin(as_nobody)
        issuer.id_token = issuer.sign(nonce=asked["nonce"])
        assert (await exchange(as_nobody, begun["state"])).status_code == 200
        response = await exchange(as_nobody, begun["state"])
        assert (response.status_code, response.json()) == (400, {"detail": STATE_NOT_VALID})

    async def test_invented_state_is_400_and_asks_nobody(self, issuer: Issuer, as_nobody: Caller) -> None:
        assert (await exchange(as_nobody, "invented")).status_code == 400
        assert issuer.requests == []

    async def test_state_of_another_address_is_400(self, issuer: Issuer, as_nobody: Caller) -> None:
        begun, _ = await begin(as_nobody)
        response = await exchange(as_nobody, begun["state"], uri="https://app.utopia.example/bye")
        assert (response.status_code, response.json()) == (400, {"detail": STATE_NOT_VALID})

    @pytest.mark.parametrize("changed", [{"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"exp": 1}])
    async def test_wrong_id_token_is_401(self, issuer: Issuer, as_nobody: Caller, changed: dict[str, object]) -> None:
        begun, asked = await begin(as_nobody)
        issuer.id_token = issuer.sign(**{"nonce": asked["nonce"]} | changed)
        response = await exchange(as_nobody, begun["state"])
        assert (response.status_code, response.json()) == (401, {"detail": "The ID token is not valid"})

    @pytest.mark.parametrize("form", FORMS)
    async def test_public_key_taken_for_a_shared_secret_is_401(
        self, issuer: Issuer, as_nobody: Caller, form: str
    ) -> None:
        begun, asked = await begin(as_nobody)
        secret = public_secrets(issuer.public)[form]
        issuer.id_token = sign_with_secret(claims(issuer.url, nonce=asked["nonce"]), secret, issuer.public["kid"])
        response = await exchange(as_nobody, begun["state"])
        assert (response.status_code, response.json()) == (401, {"detail": "The ID token is not valid"})

    @pytest.mark.parametrize(("answered", "told"), [(400, 401), (500, 503)])
    async def test_provider_refuses_or_fails(self, issuer: Issuer, as_nobody: Caller, answered: int, told: int) -> None:
        begun, _ = await begin(as_nobody)
        issuer.status = answered
        assert (await exchange(as_nobody, begun["state"])).status_code == told
