"""Erasing an account."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, text

from services.account.erasure.tasks import confirm_erasure
from services.account.models import Account, Erasure, FamilyMember, MailToken, SignInSession
from shared.events import ERASING_SERVICES, AccountErasureConfirmed
from tests.services.account.mails import events, send_mails
from tests.services.account.provider import Issuer
from tests.support.people import add_member, make_organization, verified
from tests.support.platform import PASSWORD, Caller, Platform

EMAIL = "owner@utopia.example"
ENDPOINT = "/account"


async def erase(caller: Caller, password: str | None = PASSWORD) -> dict[str, Any]:
    response = await caller.delete("account", ENDPOINT, json={"password": password})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def confirm(platform: Platform, account_id: UUID | None, erasure_id: str, service: str) -> None:
    event = AccountErasureConfirmed(account_id=account_id or uuid4(), erasure_id=UUID(erasure_id), service=service)
    await confirm_erasure.run(platform.resources("account"), event=event.model_dump(mode="json"))


async def state(caller: Caller, erasure_id: str) -> dict[str, Any]:
    body: dict[str, Any] = (await caller.get("account", f"/auth/erasures/{erasure_id}")).json()
    return body


class TestRequest:
    async def test_signs_out_everywhere_and_tells_the_services(self, platform: Platform, as_owner: Caller) -> None:
        body = await erase(as_owner)
        assert body["success"] is True
        assert (await as_owner.get("vault", "/vaults")).status_code == 401
        assert (await as_owner.get("account", "/account/me")).status_code == 401
        assert (await events(platform))[-1] == "account.erasure_requested"
        async with platform.session("account") as session:
            erasure = await session.get_one(Erasure, UUID(body["erasure_id"]))
        assert erasure.id.version == 4

    async def test_nobody_signs_in_any_more(self, platform: Platform, as_owner: Caller, as_nobody: Caller) -> None:
        await erase(as_owner)
        signing_in = {"email": EMAIL, "password": PASSWORD}
        response = await as_nobody.post("account", "/auth/signin", json=signing_in)
        assert (response.status_code, response.json()["detail"]) == (401, "The e-mail address or the password is wrong")
        await as_nobody.post("account", "/auth/forgot-password", json={"email": EMAIL})
        await send_mails(platform)
        assert "Reset your password" not in [mail["Subject"] for mail in platform.mailbox.to(EMAIL)]

    @pytest.mark.parametrize(
        ("body", "detail"),
        [
            ({"password": "wrong-one"}, "The password is wrong"),
            ({}, "Send the account's password along"),
            (None, "Send the account's password along"),
        ],
    )
    async def test_needs_the_password(self, as_owner: Caller, body: dict[str, str] | None, detail: str) -> None:
        response = await as_owner.delete("account", ENDPOINT, json=body)
        assert (response.status_code, response.json()) == (403, {"detail": detail})
        assert (await as_owner.get("account", "/account/me")).status_code == 200

    async def test_last_owner_of_others_is_409(self, platform: Platform, as_owner: Caller) -> None:
        await verified(platform, "ben@utopia.example")
        organization_id = await make_organization(as_owner, "Acme")
        member = await add_member(as_owner, organization_id, "ben@utopia.example")
        response = await as_owner.delete("account", ENDPOINT, json={"password": PASSWORD})
        assert response.status_code == 409
        assert response.json()["detail"].endswith("hand these over or delete them first: Acme")
        assert (await as_owner.get("account", "/account/me")).status_code == 200
        await as_owner.delete("organization", f"/organizations/{organization_id}/members/{member['id']}")
        assert (await erase(as_owner))["success"] is True

    async def test_organization_service_away_is_503_and_erases_nothing(
        self, platform: Platform, as_owner: Caller
    ) -> None:
        platform.router.down.add(platform.resources("organization").settings.port("organization"))
        response = await as_owner.delete("account", ENDPOINT, json={"password": PASSWORD})
        assert response.status_code == 503
        assert (await as_owner.get("account", "/account/me")).status_code == 200

    async def test_account_without_password_needs_a_fresh_sign_in(
        self, platform: Platform, as_nobody: Caller, issuer: Issuer
    ) -> None:
        response = await as_nobody.post("account", "/auth/google", json={"id_token": issuer.sign()})
        anna = Caller(platform, {"Authorization": f"Bearer {response.json()['access_token']}"})
        async with platform.session("account") as session, session.begin():
            await session.execute(text("update sessions set created_at = now() - interval '11 minutes'"))
        response = await anna.delete("account", ENDPOINT)
        assert (response.status_code, response.json()["detail"]) == (
            403,
            "The account has no password: sign in again, and delete the account within ten minutes",
        )
        async with platform.session("account") as session, session.begin():
            await session.execute(
                text("update sessions set created_at = :at"), {"at": datetime.now(UTC) - timedelta(minutes=9)}
            )
        assert (await anna.delete("account", ENDPOINT)).status_code == 200


class TestEnd:
    async def test_comes_with_the_last_confirmation(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller
    ) -> None:
        await as_owner.post(
            "account", "/family-members", json={"first_name": "L", "last_name": "E", "relationship": "child"}
        )
        erasure_id = (await erase(as_owner))["erasure_id"]
        assert await state(as_nobody, erasure_id) == {
            "status": "running",
            "requested_at": (await state(as_nobody, erasure_id))["requested_at"],
            "finished_at": None,
            "services": dict.fromkeys(ERASING_SERVICES),
        }
        first, *others = ERASING_SERVICES
        for service in (first, first, "unheard-of"):
            await confirm(platform, as_owner.id, erasure_id, service)
        running = await state(as_nobody, erasure_id)
        assert running["status"] == "running"
        assert [name for name, done in running["services"].items() if done] == [first]
        for service in others:
            await confirm(platform, as_owner.id, erasure_id, service)
        finished = await state(as_nobody, erasure_id)
        assert finished["status"] == "finished"
        assert all(finished["services"].values())
        assert finished["finished_at"].endswith("Z")
        async with platform.session("account") as session:
            for model in (Account, SignInSession, MailToken, FamilyMember):
                assert await session.scalar(select(func.count()).select_from(model)) == 0
        assert (await events(platform)).count("account.deleted") == 1

    async def test_is_mailed_once_though_confirmed_twice(self, platform: Platform, as_owner: Caller) -> None:
        erasure_id = (await erase(as_owner))["erasure_id"]
        for service in (*ERASING_SERVICES, *ERASING_SERVICES):
            await confirm(platform, as_owner.id, erasure_id, service)
        await send_mails(platform)
        assert [mail["Subject"] for mail in platform.mailbox.to(EMAIL)].count("Your account was erased") == 1

    async def test_address_is_free_again(self, platform: Platform, as_owner: Caller, as_nobody: Caller) -> None:
        signing_up = {"email": EMAIL, "password": PASSWORD}
        erasure_id = (await erase(as_owner))["erasure_id"]
        assert (await as_nobody.post("account", "/auth/signup", json=signing_up)).status_code == 409
        for service in ERASING_SERVICES:
            await confirm(platform, as_owner.id, erasure_id, service)
        assert (await as_nobody.post("account", "/auth/signup", json=signing_up)).status_code == 201

    async def test_unknown_receipt_is_404(self, as_nobody: Caller) -> None:
        response = await as_nobody.get("account", f"/auth/erasures/{uuid4()}")
        assert (response.status_code, response.json()) == (404, {"detail": "Erasure not found"})
