"""Forgotten passwords."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text

from services.account.mail_tokens.repository import MailTokenRepository
from services.account.models import Account, MailToken
from shared.auth.keys import digest
from shared.db.engine import create_engine, session_factory
from tests.services.account.mails import events, send_mails, token_mailed
from tests.support.platform import PASSWORD, Caller, Platform, sign_up

EMAIL = "anna@utopia.example"
NEW_PASSWORD = "Another-horse-8"
MESSAGE = {"message": "If an account with that email exists, a password reset link has been sent."}
NOT_VALID = {"detail": "The token is not valid: it was used before, has expired, or was never ours"}


async def forgotten(caller: Caller, email: str = EMAIL) -> object:
    response = await caller.post("account", "/auth/forgot-password", json={"email": email})
    assert response.status_code == 200
    return response.json()


async def reset_token(platform: Platform, caller: Caller, email: str = EMAIL) -> str:
    await forgotten(caller, email)
    return await token_mailed(platform, EMAIL, "Reset your password")


async def reset(caller: Caller, token: str, password: str = NEW_PASSWORD) -> tuple[int, object]:
    response = await caller.post("account", "/auth/reset-password", json={"token": token, "new_password": password})
    return response.status_code, response.json()


async def sign_in(caller: Caller, password: str) -> int:
    response = await caller.post("account", "/auth/signin", json={"email": EMAIL, "password": password})
    return response.status_code


class TestForgotPassword:
    async def test_answers_the_documented_message_for_everybody(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        assert await forgotten(as_nobody) == await forgotten(as_nobody, "who@utopia.example") == MESSAGE

    async def test_runs_the_same_statements_for_everybody(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        with platform.statements("account") as known:
            await forgotten(as_nobody)
        with platform.statements("account") as unknown:
            await forgotten(as_nobody, "who@utopia.example")
        assert unknown == known
        assert any("INSERT INTO outbox" in statement for statement in known)

    async def test_unknown_address_gets_no_mail(self, platform: Platform, as_nobody: Caller) -> None:
        await forgotten(as_nobody, "who@utopia.example")
        await send_mails(platform)
        assert platform.mailbox.mails == []

    async def test_mail_goes_to_the_stored_address(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        await reset_token(platform, as_nobody, "ANNA@UTOPIA.EXAMPLE")
        assert {mail["To"] for mail in platform.mailbox.mails} == {EMAIL}

    async def test_look_alike_of_an_address_is_refused(self, as_nobody: Caller) -> None:
        response = await as_nobody.post("account", "/auth/forgot-password", json={"email": "аnna@utopia.example"})
        assert response.status_code == 422
        assert response.json()["detail"][0]["msg"] == "Value error, not a valid e-mail address"

    async def test_no_more_than_three_mails_go_to_one_address(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        for _ in range(5):
            assert await forgotten(as_nobody) == MESSAGE
        await send_mails(platform)
        assert [mail["Subject"] for mail in platform.mailbox.to(EMAIL)].count("Reset your password") == 3

    async def test_only_the_digest_is_stored(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        token = await reset_token(platform, as_nobody)
        async with platform.session("account") as session:
            stored = (await session.scalars(select(MailToken.digest))).all()
        assert digest(token) in stored
        assert token not in stored


class TestResetPassword:
    async def test_sets_the_password_and_ends_every_session(self, platform: Platform, as_nobody: Caller) -> None:
        anna = await sign_up(platform, EMAIL)
        status, body = await reset(as_nobody, await reset_token(platform, as_nobody))
        assert (status, body) == (200, {"message": "The password was reset; sign in with the new one."})
        assert (await anna.get("account", "/account/me")).status_code == 401
        assert (await anna.get("vault", "/vaults")).status_code == 401
        assert await sign_in(as_nobody, PASSWORD) == 401
        assert await sign_in(as_nobody, NEW_PASSWORD) == 200

    async def test_token_is_good_once(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        token = await reset_token(platform, as_nobody)
        assert (await reset(as_nobody, token))[0] == 200
        assert await reset(as_nobody, token, "Third-horse-99") == (400, NOT_VALID)

    async def test_earlier_token_ends_with_the_reset(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        first = await reset_token(platform, as_nobody)
        assert (await reset(as_nobody, await reset_token(platform, as_nobody)))[0] == 200
        assert await reset(as_nobody, first, "Third-horse-99") == (400, NOT_VALID)

    async def test_token_ends_after_an_hour(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        token = await reset_token(platform, as_nobody)
        async with platform.session("account") as session, session.begin():
            await session.execute(text("update mail_tokens set expires_at = expires_at - interval '60 minutes'"))
        assert await reset(as_nobody, token) == (400, NOT_VALID)

    async def test_token_of_another_purpose_is_refused(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        token = await token_mailed(platform, EMAIL, "Confirm your e-mail address")
        assert await reset(as_nobody, token) == (400, NOT_VALID)

    async def test_weak_password_leaves_the_token_good(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        token = await reset_token(platform, as_nobody)
        weak = {"detail": "The password is one of the most common ones"}
        assert await reset(as_nobody, token, "password123") == (422, weak)
        assert (await reset(as_nobody, token))[0] == 200

    async def test_lifts_the_lock_of_the_account(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        token = await reset_token(platform, as_nobody)
        for _ in range(10):
            await sign_in(as_nobody, "wrong-one")
        assert await sign_in(as_nobody, PASSWORD) == 429
        await reset(as_nobody, token)
        await platform.resources("account").redis.delete("signin-failures:address:127.0.0.1")
        assert await sign_in(as_nobody, NEW_PASSWORD) == 200

    async def test_proves_the_address_too(self, platform: Platform, as_nobody: Caller) -> None:
        await sign_up(platform, EMAIL)
        await reset(as_nobody, await reset_token(platform, as_nobody))
        assert "account.email_verified" in await events(platform)


async def test_of_two_uses_at_once_one_wins(platform: Platform) -> None:
    """With connections of its own: those of the platform share one transaction."""
    engine = create_engine(platform.resources("account").settings, "account")
    sessions = session_factory(engine)
    now = datetime.now(UTC)
    async with sessions.begin() as session:
        account = Account(email="race@utopia.example", auth_provider="cognito")
        session.add(account)
        await session.flush()
        token = MailToken(account_id=account.id, purpose="reset_password", digest=digest("secret"), email=account.email)
        token.expires_at = now + timedelta(minutes=1)
        session.add(token)

    async def use() -> object:
        async with sessions.begin() as session:
            used = await MailTokenRepository(session).use("reset_password", "secret", now)
            await asyncio.sleep(0.05)
            return used

    try:
        assert set(await asyncio.gather(use(), use())) == {account.id, None}
    finally:
        async with sessions.begin() as session:
            await session.execute(delete(Account).where(Account.id == account.id))
        await engine.dispose()


@pytest.mark.parametrize("email", ["anna@utopia.example\r\nBcc: x@y.example", "anna@utopia.example\nx"])
async def test_line_break_in_an_address_is_refused(as_nobody: Caller, email: str) -> None:
    response = await as_nobody.post("account", "/auth/forgot-password", json={"email": email})
    assert response.status_code == 422
