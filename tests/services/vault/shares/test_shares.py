"""Making, changing and revoking shares, through the door."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.vault.models import Share
from shared.auth.keys import digest
from tests.services.vault.conftest import GUEST, Clock
from tests.services.vault.sharing import share
from tests.support.people import make_organization
from tests.support.platform import Caller, Platform, sign_up


class TestCreateShare:
    async def test_answers_what_the_contract_says(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, emails=["recipient@example.com"], permission="view")
        assert created["share_token"].startswith("sht_")
        vault_url = platform.resources("vault").settings.public_url("vault")
        assert created["share_url"] == f"{vault_url}/api/v1/public/shared/{created['share_token']}"
        assert created["shares"] == [created["share"]]
        assert created["share"]["recipient"] == "recipient@example.com"
        assert created["share"]["permissions"] == ["view"]
        assert created["share"]["token_prefix"] == created["share_token"][:12]
        assert created["share"]["has_password"] is False
        assert created["share"]["revoked_at"] is None

    async def test_keeps_digests_and_no_secrets(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, password="open sesame")
        async with platform.session("vault") as session:
            row = await session.scalar(select(Share))
        assert row is not None
        assert row.token_digest == digest(created["share_token"])
        assert str(row.password_hash).startswith("$argon2id$")
        assert created["share_token"] not in str(vars(row))

    async def test_each_address_gets_a_share_a_token_and_a_mail(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        emails = ["a@utopia.example", "b@utopia.example", "A@utopia.example"]
        created = await share(as_owner, vault_id, emails=emails, message="For the visa.\nThanks!", password="x")
        await platform.run_tasks()
        tokens = {each["email"].lower(): each["share_token"] for each in created["shares"]}
        assert set(tokens) == {"a@utopia.example", "b@utopia.example"}
        assert len(set(tokens.values())) == 2
        for email, token in tokens.items():
            text = platform.mailbox.text_to(email)
            assert f"/api/v1/public/shared/{token}" in text
            assert "> For the visa.\r\n> Thanks!" in text
            assert "owner@utopia.example shares the vault" in text
            assert "asks for a password" in text

    async def test_link_for_nobody_sends_no_mail(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id)
        await platform.run_tasks()
        assert created["share"]["recipient"] is None
        assert created["share"]["permission"] == "view"
        assert {mail["Subject"] for mail in platform.mailbox.mails} == {"Confirm your e-mail address"}

    async def test_names_can_not_become_headers_or_sentences_of_ours(
        self, platform: Platform, as_owner: Caller
    ) -> None:
        name = "Papers\r\nBcc: victim@utopia.example\n\nYour account is closed."
        vault = (await as_owner.post("vault", "/vaults", json={"name": name})).json()
        message = "Hi\r\nSubject: You won\r\n.\r\nMAIL FROM:<x@y>"
        await share(as_owner, vault["id"], emails=["a@utopia.example"], message=message)
        await platform.run_tasks()
        (mail,) = platform.mailbox.to("a@utopia.example")
        assert mail["Bcc"] is None
        assert mail.get_all("Subject") == [
            'owner@utopia.example shares "Papers Bcc: victim@utopia.example Your account is closed." with you'
        ]
        assert "\n> Subject: You won\r\n" in str(mail.get_content())

    @pytest.mark.parametrize("address", ["a@utopia.example\r\nBcc: b@utopia.example", "nobody", "", "a@b@c"])
    async def test_what_is_no_address_is_422(self, as_owner: Caller, vault_id: str, address: str) -> None:
        response = await as_owner.post("vault", f"/vaults/{vault_id}/shares", json={"emails": [address]})
        assert response.status_code == 422

    @pytest.mark.parametrize(
        "terms",
        [
            {"permission": "owner"},
            {"permission": "delete"},
            {"max_downloads": 0},
            {"max_downloads": 10_001},
            {"emails": [f"a{number}@utopia.example" for number in range(51)]},
            {"expires_at": "tomorrow"},
            {"expires_at": "2020-01-01T00:00:00Z"},
            {"password": ""},
            {"permision": "view"},
        ],
    )
    async def test_terms_that_make_no_sense_are_422(
        self, as_owner: Caller, vault_id: str, terms: dict[str, object]
    ) -> None:
        assert (await as_owner.post("vault", f"/vaults/{vault_id}/shares", json=terms)).status_code == 422

    async def test_end_at_this_very_second_is_past(self, clock: Clock, as_owner: Caller, vault_id: str) -> None:
        terms = {"expires_at": clock.at.isoformat()}
        response = await as_owner.post("vault", f"/vaults/{vault_id}/shares", json=terms)
        assert (response.status_code, response.json()) == (422, {"detail": "`expires_at` must lie in the future"})

    async def test_with_an_organization_of_the_sharer(self, as_owner: Caller, vault_id: str) -> None:
        organization_id = await make_organization(as_owner, "Utopia Ltd")
        created = await share(as_owner, vault_id, organization_id=organization_id, permission="download")
        assert created["share"]["recipient"] == "Utopia Ltd"
        assert created["share"]["organization_id"] == organization_id

    async def test_with_a_foreign_organization_is_404(self, as_owner: Caller, as_guest: Caller, vault_id: str) -> None:
        for organization_id in (await make_organization(as_guest), uuid4()):
            terms = {"organization_id": str(organization_id)}
            response = await as_owner.post("vault", f"/vaults/{vault_id}/shares", json=terms)
            assert (response.status_code, response.json()) == (404, {"detail": "Organization not found"})

    async def test_is_for_the_owner_alone(
        self, as_owner: Caller, as_guest: Caller, as_stranger: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST], permission="edit")
        path = f"/vaults/{vault_id}/shares"
        assert (await as_guest.post("vault", path, json={})).status_code == 403
        assert (await as_stranger.post("vault", path, json={})).status_code == 404
        assert (await as_nobody.post("vault", path, json={})).status_code == 401

    async def test_publishes_and_replays(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        headers = {"Idempotency-Key": "once"}
        path, body = f"/vaults/{vault_id}/shares", {"emails": ["a@utopia.example"]}
        first = await as_owner.post("vault", path, json=body, headers=headers)
        again = await as_owner.post("vault", path, json=body, headers=headers)
        assert again.json() == first.json()
        shared = [row.payload for row in await platform.outbox("vault") if row.name == "vault.shared"]
        assert [(event["recipient"], event["permission"]) for event in shared] == [("a@utopia.example", "view")]


class TestListShares:
    async def test_never_shows_a_token(self, as_owner: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, password="secret-password", max_downloads=3)
        response = await as_owner.get("vault", f"/vaults/{vault_id}/shares")
        (listed,) = response.json()["shares"]
        assert created["share_token"] not in response.text
        assert "argon2" not in response.text
        assert "share_token" not in listed
        assert (listed["has_password"], listed["max_downloads"], listed["download_count"]) == (True, 3, 0)
        assert response.json()["pagination"] == {"has_more": False, "next_cursor": None}

    async def test_pages(self, as_owner: Caller, vault_id: str) -> None:
        for _ in range(3):
            await share(as_owner, vault_id)
        path = f"/vaults/{vault_id}/shares?limit=2"
        first = (await as_owner.get("vault", path)).json()
        rest = (await as_owner.get("vault", f"{path}&cursor={first['pagination']['next_cursor']}")).json()
        assert len({each["id"] for each in first["shares"] + rest["shares"]}) == 3

    async def test_viewer_is_403_and_stranger_404(
        self, as_owner: Caller, as_guest: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST])
        assert (await as_guest.get("vault", f"/vaults/{vault_id}/shares")).status_code == 403
        assert (await as_stranger.get("vault", f"/vaults/{vault_id}/shares")).status_code == 404


class TestReplaceShare:
    async def test_takes_the_body_of_the_reference(self, as_owner: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, emails=["recipient@example.com"], permission="edit")
        path = f"/vaults/{vault_id}/shares/{created['share']['id']}"
        body = {"emails": ["Recipient@example.com"], "permission": "view"}
        response = await as_owner.put("vault", path, json=body)
        assert response.status_code == 200
        assert response.json()["permissions"] == ["view"]

    async def test_lowers_rights_at_once(self, as_owner: Caller, as_guest: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, emails=[GUEST], permission="edit")
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).json()["role"] == "edit"
        path = f"/vaults/{vault_id}/shares/{created['share']['id']}"
        await as_owner.put("vault", path, json={"permission": "view"})
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).json()["role"] == "view"

    async def test_password_stays_unless_it_is_sent(self, as_owner: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, password="x", max_downloads=2)
        path = f"/vaults/{vault_id}/shares/{created['share']['id']}"
        kept = (await as_owner.put("vault", path, json={"permission": "view"})).json()
        assert (kept["has_password"], kept["max_downloads"]) == (True, None)
        lifted = (await as_owner.put("vault", path, json={"password": None})).json()
        assert lifted["has_password"] is False

    async def test_recipient_stays(self, as_owner: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, emails=["a@utopia.example"])
        path = f"/vaults/{vault_id}/shares/{created['share']['id']}"
        for body in ({"emails": ["b@utopia.example"]}, {"organization_id": str(uuid4())}):
            response = await as_owner.put("vault", path, json=body)
            assert response.status_code == 422
            assert response.json() == {"detail": "A share keeps its recipient; make another one for somebody else"}

    async def test_foreign_and_unknown_shares_are_404(
        self, as_owner: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        created = await share(as_owner, vault_id)
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        for path in (f"/vaults/{other}/shares/{created['share']['id']}", f"/vaults/{vault_id}/shares/{uuid4()}"):
            response = await as_owner.put("vault", path, json={})
            assert (response.status_code, response.json()) == (404, {"detail": "Share not found"})
        path = f"/vaults/{vault_id}/shares/{created['share']['id']}"
        response = await as_stranger.put("vault", path, json={})
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})


class TestRevokeShare:
    async def test_ends_it_for_everybody_at_once(
        self, platform: Platform, as_owner: Caller, as_guest: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        created = await share(as_owner, vault_id, emails=[GUEST])
        public = f"/public/shared/{created['share_token']}"
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 200
        assert (await as_guest.get("document", f"/vaults/{vault_id}/documents")).status_code == 200
        assert (await as_nobody.get("vault", public)).status_code == 200
        path = f"/vaults/{vault_id}/shares/{created['share']['id']}"
        assert (await as_owner.delete("vault", path)).json() == {"success": True}
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 404
        assert (await as_guest.get("document", f"/vaults/{vault_id}/documents")).status_code == 404
        gone = await as_nobody.get("vault", public)
        assert (gone.status_code, gone.json()) == (404, {"detail": "Share not found"})
        assert (await platform.outbox("vault"))[-1].name == "vault.share_revoked"

    async def test_second_time_is_404(self, as_owner: Caller, vault_id: str) -> None:
        path = f"/vaults/{vault_id}/shares/{(await share(as_owner, vault_id))['share']['id']}"
        assert (await as_owner.delete("vault", path)).status_code == 200
        response = await as_owner.delete("vault", path)
        assert (response.status_code, response.json()) == (404, {"detail": "Share not found"})
        assert (await as_owner.put("vault", path, json={})).status_code == 404

    async def test_stranger_and_viewer_can_not(
        self, as_owner: Caller, as_guest: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        created = await share(as_owner, vault_id, emails=[GUEST], permission="edit")
        path = f"/vaults/{vault_id}/shares/{created['share']['id']}"
        assert (await as_stranger.delete("vault", path)).status_code == 404
        assert (await as_guest.delete("vault", path)).status_code == 403
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 200


class TestSharedWithMe:
    async def test_shows_who_shares_what(self, as_owner: Caller, as_guest: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, emails=[GUEST.upper().replace("UTOPIA", "utopia")])
        (vault,) = (await as_guest.get("vault", "/vaults/shared-with-me")).json()["vaults"]
        assert (vault["id"], vault["share_id"]) == (vault_id, created["share"]["id"])
        assert (vault["permission"], vault["role"], vault["permissions"]) == ("view", "view", ["view"])
        assert vault["shared_by"] == {"id": str(as_owner.id), "email": "owner@utopia.example"}
        assert (await as_owner.get("vault", "/vaults/shared-with-me")).json()["vaults"] == []

    async def test_needs_a_verified_address(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        pretender = await sign_up(platform, "new@utopia.example")
        await share(as_owner, vault_id, emails=["new@utopia.example"])
        assert (await pretender.get("vault", "/vaults/shared-with-me")).json()["vaults"] == []
        assert (await pretender.get("vault", f"/vaults/{vault_id}")).status_code == 404

    async def test_share_with_a_password_comes_after_it_was_given(
        self, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        created = await share(as_owner, vault_id, emails=[GUEST], password="sesame")
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 404
        body = {"share_token": created["share_token"], "password": "sesame"}
        assert (await as_guest.post("vault", "/public/session/create", json=body)).status_code == 201
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 200
        path = f"/vaults/{vault_id}/shares/{created['share']['id']}"
        await as_owner.put("vault", path, json={"password": "another"})
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 404

    async def test_pages_and_ends(self, clock: Clock, as_owner: Caller, as_guest: Caller) -> None:
        for days in (1, 2, 3):
            vault = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
            await share(as_owner, vault, emails=[GUEST], expires_at=clock.at + timedelta(days=days))
        first = (await as_guest.get("vault", "/vaults/shared-with-me?limit=2")).json()
        cursor = first["pagination"]["next_cursor"]
        rest = (await as_guest.get("vault", f"/vaults/shared-with-me?limit=2&cursor={cursor}")).json()
        assert len({vault["id"] for vault in first["vaults"] + rest["vaults"]}) == 3
        clock.forward(days=1)
        assert len((await as_guest.get("vault", "/vaults/shared-with-me")).json()["vaults"]) == 2

    async def test_account_service_away_costs_only_the_name(
        self, platform: Platform, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST])
        assert (await as_guest.get("vault", "/vaults")).status_code == 200
        platform.router.down.add(platform.resources("account").settings.port("account"))
        (vault,) = (await as_guest.get("vault", "/vaults/shared-with-me")).json()["vaults"]
        assert vault["shared_by"]["email"] is None
