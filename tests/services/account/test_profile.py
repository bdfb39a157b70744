"""Changing one's own account, verifying its address, and its sessions."""

import pytest
from sqlalchemy import text

from tests.services.account.mails import events, send_mails, token_mailed
from tests.support.platform import PASSWORD, Caller, Platform, sign_up

EMAIL = "anna@utopia.example"
OTHER = "anna@elsewhere.example"
NEW_PASSWORD = "Another-horse-8"


@pytest.fixture
async def anna(platform: Platform) -> Caller:
    return await sign_up(platform, EMAIL)


async def again(platform: Platform, password: str = PASSWORD, email: str = EMAIL) -> Caller:
    response = await Caller(platform).post("account", "/auth/signin", json={"email": email, "password": password})
    response.raise_for_status()
    return Caller(platform, {"Authorization": f"Bearer {response.json()['access_token']}"})


async def verify(caller: Caller, token: str) -> tuple[int, object]:
    response = await caller.post("account", "/auth/verify-email", json={"token": token})
    return response.status_code, response.json()


class TestChangePassword:
    async def test_ends_the_other_sessions_and_keeps_this_one(self, platform: Platform, anna: Caller) -> None:
        other = await again(platform)
        body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
        response = await anna.post("account", "/account/change-password", json=body)
        assert (response.status_code, response.json()) == (200, {"success": True})
        assert (await anna.get("vault", "/vaults")).status_code == 200
        assert (await other.get("vault", "/vaults")).status_code == 401
        await again(platform, NEW_PASSWORD)
        await send_mails(platform)
        assert "Your password was changed" in [mail["Subject"] for mail in platform.mailbox.to(EMAIL)]

    async def test_wrong_password_is_403_and_locks_after_ten(self, anna: Caller) -> None:
        body = {"current_password": "wrong-one", "new_password": NEW_PASSWORD}
        for _ in range(10):
            response = await anna.post("account", "/account/change-password", json=body)
            assert (response.status_code, response.json()) == (403, {"detail": "The password is wrong"})
        body["current_password"] = PASSWORD
        response = await anna.post("account", "/account/change-password", json=body)
        assert response.status_code == 429
        assert int(response.headers["Retry-After"]) > 0

    async def test_new_password_obeys_the_rules(self, anna: Caller) -> None:
        body = {"current_password": PASSWORD, "new_password": EMAIL}
        response = await anna.post("account", "/account/change-password", json=body)
        assert response.status_code == 422
        assert response.json() == {"detail": "The password must differ from the e-mail address and the username"}


class TestChangeEmail:
    async def change(
        self, caller: Caller, email: str = OTHER, password: str = PASSWORD
    ) -> tuple[int, dict[str, object]]:
        body = {"new_email": email, "password": password}
        response = await caller.post("account", "/account/change-email", json=body)
        return response.status_code, response.json()

    async def test_tells_both_addresses_and_waits_for_the_new_one(self, platform: Platform, anna: Caller) -> None:
        await verify(anna, await token_mailed(platform, EMAIL, "Confirm your e-mail address"))
        status, account = await self.change(anna)
        assert (status, account["email"], account["email_verified"]) == (200, OTHER, False)
        assert await verify(anna, await token_mailed(platform, OTHER, "Confirm your e-mail address")) == (
            200,
            {"message": "The e-mail address is verified."},
        )
        assert (await anna.get("account", "/account/me")).json()["email_verified"] is True
        assert "Your e-mail address was changed" in [mail["Subject"] for mail in platform.mailbox.to(EMAIL)]

    async def test_raises_the_version_of_the_account(self, platform: Platform, anna: Caller) -> None:
        key = f"version:account:{anna.id}"
        before = await platform.resources("account").redis.get(key)
        await self.change(anna)
        assert await platform.resources("account").redis.get(key) != before

    async def test_token_for_the_old_address_proves_nothing(self, platform: Platform, anna: Caller) -> None:
        old = await token_mailed(platform, EMAIL, "Confirm your e-mail address")
        await self.change(anna)
        assert (await verify(anna, old))[0] == 400

    async def test_reset_link_for_the_old_address_opens_nothing(self, platform: Platform, anna: Caller) -> None:
        await anna.post("account", "/auth/forgot-password", json={"email": EMAIL})
        old = await token_mailed(platform, EMAIL, "Reset your password")
        await self.change(anna)
        body = {"token": old, "new_password": NEW_PASSWORD}
        assert (await anna.post("account", "/auth/reset-password", json=body)).status_code == 400

    async def test_taken_address_is_409_whatever_its_case(self, platform: Platform, anna: Caller) -> None:
        await sign_up(platform, OTHER)
        status, body = await self.change(anna, "ANNA@elsewhere.example")
        assert status == 409
        assert body["detail"] == "An account with this e-mail address exists; sign in instead"

    async def test_same_address_is_409(self, anna: Caller) -> None:
        assert (await self.change(anna, "Anna@utopia.example"))[0] == 409

    async def test_wrong_password_is_403(self, anna: Caller) -> None:
        assert (await self.change(anna, password="wrong-one"))[0] == 403

    async def test_look_alike_is_422(self, anna: Caller) -> None:
        assert (await self.change(anna, "аnna@utopia.example"))[0] == 422


class TestChangeUsername:
    async def test_changes_it(self, anna: Caller) -> None:
        response = await anna.post("account", "/account/change-username", json={"username": "anna.e_1-x"})
        assert (response.status_code, response.json()["username"]) == (200, "anna.e_1-x")

    async def test_taken_is_409(self, platform: Platform, anna: Caller) -> None:
        other = await sign_up(platform, OTHER)
        await other.post("account", "/account/change-username", json={"username": "anna"})
        response = await anna.post("account", "/account/change-username", json={"username": "anna"})
        assert (response.status_code, response.json()) == (409, {"detail": "This username is taken"})

    @pytest.mark.parametrize("name", ["ab", "a" * 31, "Anna", "an na", "anna\r\nBcc: x@y.example", "аnna", "anna\n"])
    async def test_other_shapes_are_422(self, anna: Caller, name: str) -> None:
        response = await anna.post("account", "/account/change-username", json={"username": name})
        # A trailing line break is white space, and goes like a trailing blank.
        assert response.status_code == (200 if name.strip() == "anna" else 422)
        assert "\n" not in ((await anna.get("account", "/account/me")).json()["username"] or "")


class TestVerifyEmail:
    async def test_mail_of_the_sign_up_verifies(self, platform: Platform, anna: Caller) -> None:
        assert (await anna.get("account", "/account/me")).json()["email_verified"] is False
        token = await token_mailed(platform, EMAIL, "Confirm your e-mail address")
        assert (await verify(anna, token))[0] == 200
        assert (await anna.get("account", "/account/me")).json()["email_verified"] is True
        assert (await events(platform)).count("account.email_verified") == 1
        assert (await verify(anna, token))[0] == 400

    async def test_token_ends_after_a_day(self, platform: Platform, anna: Caller) -> None:
        token = await token_mailed(platform, EMAIL, "Confirm your e-mail address")
        async with platform.session("account") as session, session.begin():
            await session.execute(text("update mail_tokens set expires_at = expires_at - interval '24 hours'"))
        assert (await verify(anna, token))[0] == 400

    async def test_invented_token_is_400(self, as_nobody: Caller) -> None:
        assert (await verify(as_nobody, "x" * 43))[0] == 400

    async def test_is_sent_again_three_times(self, platform: Platform, anna: Caller) -> None:
        statuses = [(await anna.post("account", "/auth/resend-verification")).status_code for _ in range(4)]
        assert statuses == [200, 200, 200, 429]
        token = await token_mailed(platform, EMAIL, "Confirm your e-mail address")
        assert (await verify(anna, token))[0] == 200

    async def test_is_not_sent_again_when_verified(self, platform: Platform, anna: Caller) -> None:
        await verify(anna, await token_mailed(platform, EMAIL, "Confirm your e-mail address"))
        response = await anna.post("account", "/auth/resend-verification")
        assert (response.status_code, response.json()["detail"]) == (409, "The e-mail address is verified already")


class TestSessions:
    async def test_lists_the_living_ones(self, platform: Platform, anna: Caller) -> None:
        second = await again(platform)
        ended = await again(platform)
        await ended.post("account", "/auth/signout")
        body = (await second.get("account", "/account/sessions")).json()
        assert [item["current"] for item in body["sessions"]] == [True, False]
        fields = {"id", "created_at", "expires_at", "user_agent", "address", "current"}
        assert set(body["sessions"][0]) == fields
        assert body["pagination"] == {"has_more": False, "next_cursor": None}

    async def test_pages(self, platform: Platform, anna: Caller) -> None:
        await again(platform)
        first = (await anna.get("account", "/account/sessions?limit=1")).json()
        cursor = first["pagination"]["next_cursor"]
        rest = (await anna.get("account", f"/account/sessions?limit=1&cursor={cursor}")).json()
        assert rest["pagination"]["has_more"] is False
        assert rest["sessions"][0]["id"] != first["sessions"][0]["id"]

    async def test_deleting_one_ends_it_everywhere(self, platform: Platform, anna: Caller) -> None:
        second = await again(platform)
        sessions = (await second.get("account", "/account/sessions")).json()["sessions"]
        first_id = next(item["id"] for item in sessions if not item["current"])
        response = await second.delete("account", f"/account/sessions/{first_id}")
        assert (response.status_code, response.json()) == (200, {"success": True})
        assert (await anna.get("vault", "/vaults")).status_code == 401
        response = await second.delete("account", f"/account/sessions/{first_id}")
        assert (response.status_code, response.json()) == (404, {"detail": "Session not found"})

    async def test_somebody_elses_is_404(self, as_stranger: Caller, anna: Caller) -> None:
        (theirs,) = (await anna.get("account", "/account/sessions")).json()["sessions"]
        assert (await as_stranger.delete("account", f"/account/sessions/{theirs['id']}")).status_code == 404
        assert (await anna.get("account", "/account/me")).status_code == 200
