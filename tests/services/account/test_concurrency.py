"""Signing in while the password changes: what the old password opens must not outlive it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from services.account.resources import GUESSES_AT_ONCE
from services.account.settings import AccountSettings
from shared.resources import Resources
from tests.services.account.mails import token_mailed
from tests.support.contention import at_once, own_connections, statuses
from tests.support.platform import PASSWORD, Caller, Platform, sign_up

EMAIL = "anna@utopia.example"
NEW = "Another-horse-8"


@pytest.fixture
async def committed(platform: Platform) -> AsyncIterator[Resources]:
    async with own_connections(platform.resources("account"), "accounts") as resources:
        yield resources


@pytest.fixture
async def as_anna(platform: Platform, committed: Resources) -> Caller:
    return await sign_up(platform, EMAIL)


async def sign_in(platform: Platform, password: str = PASSWORD) -> httpx.Response:
    return await Caller(platform).post("account", "/auth/signin", json={"email": EMAIL, "password": password})


async def change_password(caller: Caller, new: str = NEW) -> httpx.Response:
    body = {"current_password": PASSWORD, "new_password": new}
    return await caller.post("account", "/account/change-password", json=body)


async def opens(platform: Platform, signed_in: httpx.Response) -> set[int]:
    """What the services answer to the token of a sign-in."""
    caller = Caller(platform, {"Authorization": f"Bearer {signed_in.json()['access_token']}"})
    paths = {"account": "/account/me", "vault": "/vaults"}
    return {(await caller.get(service, path)).status_code for service, path in paths.items()}


async def forget_sessions(resources: Resources) -> None:
    """Empty Redis of them, so that the table has to answer."""
    keys: list[Any] = [key async for key in resources.redis.scan_iter("session:*")]
    await resources.redis.delete(*keys)


class TestSignInDuringChangeOfPassword:
    async def test_behind_the_change_is_401(self, platform: Platform, committed: Resources, as_anna: Caller) -> None:
        """The password was right when it was verified, and is no more when the session would begin."""
        changed, signed_in = await at_once(committed, "accounts", change_password(as_anna), sign_in(platform))
        assert (changed.status_code, signed_in.status_code) == (200, 401)
        assert len((await as_anna.get("account", "/account/sessions")).json()["sessions"]) == 1

    async def test_before_the_change_is_ended_by_it(
        self, platform: Platform, committed: Resources, as_anna: Caller
    ) -> None:
        signed_in, changed = await at_once(committed, "accounts", sign_in(platform), change_password(as_anna))
        assert (changed.status_code, signed_in.status_code) == (200, 200)
        assert await opens(platform, signed_in) == {401}
        await forget_sessions(committed)
        assert await opens(platform, signed_in) == {401}
        assert (await as_anna.get("account", "/account/me")).status_code == 200

    async def test_nobody_slips_through(self, platform: Platform, committed: Resources, as_anna: Caller) -> None:
        """However they fall."""
        signing_in = [asyncio.ensure_future(sign_in(platform)) for _ in range(4)]
        changing = asyncio.ensure_future(change_password(as_anna))
        signing_in += [asyncio.ensure_future(sign_in(platform)) for _ in range(4)]
        assert (await changing).status_code == 200
        for signed_in in await asyncio.gather(*signing_in):
            assert signed_in.status_code == 401 or await opens(platform, signed_in) == {401}
        await forget_sessions(committed)
        assert len((await as_anna.get("account", "/account/sessions")).json()["sessions"]) == 1
        assert (await sign_in(platform)).status_code == 401
        assert await opens(platform, await sign_in(platform, NEW)) == {200}

    async def test_before_a_reset_is_ended_by_it(
        self, platform: Platform, committed: Resources, as_anna: Caller
    ) -> None:
        await as_anna.post("account", "/auth/forgot-password", json={"email": EMAIL})
        token = await token_mailed(platform, EMAIL, "Reset your password")
        reset = as_anna.post("account", "/auth/reset-password", json={"token": token, "new_password": NEW})
        signed_in, done = await at_once(committed, "accounts", sign_in(platform), reset)
        assert (signed_in.status_code, done.status_code) == (200, 200)
        assert await opens(platform, signed_in) == {401}

    async def test_behind_a_reset_is_401(self, platform: Platform, committed: Resources, as_anna: Caller) -> None:
        await as_anna.post("account", "/auth/forgot-password", json={"email": EMAIL})
        token = await token_mailed(platform, EMAIL, "Reset your password")
        reset = as_anna.post("account", "/auth/reset-password", json={"token": token, "new_password": NEW})
        done, signed_in = await at_once(committed, "accounts", reset, sign_in(platform))
        assert (done.status_code, signed_in.status_code) == (200, 401)


class TestTwoChanges:
    async def test_of_a_password_at_once_are_one(
        self, platform: Platform, committed: Resources, as_anna: Caller
    ) -> None:
        changes = [change_password(as_anna, f"{NEW}{number}") for number in range(2)]
        assert statuses(await at_once(committed, "accounts", *changes)) == [200, 403]
        assert await opens(platform, await sign_in(platform, f"{NEW}0")) == {200}

    async def test_reset_link_used_twice_at_once_works_once(
        self, platform: Platform, committed: Resources, as_anna: Caller
    ) -> None:
        await as_anna.post("account", "/auth/forgot-password", json={"email": EMAIL})
        token = await token_mailed(platform, EMAIL, "Reset your password")
        resets = [
            as_anna.post("account", "/auth/reset-password", json={"token": token, "new_password": f"{NEW}{number}"})
            for number in range(2)
        ]
        assert statuses(await at_once(committed, "mail_tokens", *resets)) == [200, 400]


class TestGuessingAtOnce:
    async def test_a_burst_is_locked_out_like_a_row(
        self, platform: Platform, committed: Resources, as_anna: Caller
    ) -> None:
        """Those that are hashed at the same moment may pass, and no more."""
        limit = AccountSettings.model_fields["signin_failures"].default
        answers = await asyncio.gather(*(sign_in(platform, f"Wrong-horse-{n}") for n in range(40)))
        passed = statuses(answers).count(401)
        assert limit <= passed < limit + GUESSES_AT_ONCE
        assert statuses(answers).count(429) == 40 - passed
        await committed.redis.delete(f"signin-failures:account:{EMAIL}", "signin-failures:address:127.0.0.1")


async def test_account_and_the_idempotent_answer_of_its_sign_up_are_one_transaction(
    platform: Platform, committed: Resources
) -> None:
    """A crash leaves both or none."""
    sent = {"json": {"email": EMAIL, "password": PASSWORD}, "headers": {"Idempotency-Key": "once"}}
    first = await Caller(platform).post("account", "/auth/signup", **sent)
    async with committed.connect() as connection:
        query = "select xmin::text from accounts union all select xmin::text from idempotency_keys"
        writers = (await connection.scalars(text(query))).all()
    assert (len(writers), len(set(writers))) == (2, 1)
    again = await Caller(platform).post("account", "/auth/signup", **sent)
    assert (again.headers["Idempotent-Replayed"], again.json()) == ("true", first.json())
