"""Forwarding documents by mail, through the door."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from services.document.forwarding.tasks import KEPT, forget_forwards
from services.document.models import Forward, ForwardLink
from tests.contract.test_access import new_keys
from tests.services.vault.sharing import link, session
from tests.support.documents import LEASE, upload
from tests.support.platform import Caller, Platform

FRIEND = "friend@utopia.example"
OTHER = "Other@utopia.example"
URL = re.compile(r"http\S+/api/v1(/public/forwarded/\S+)")


async def forward(caller: Caller, ids: list[str], emails: list[str], **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"document_ids": ids, "emails": emails, **more}
    response = await caller.post("document", "/documents/forward", json=body)
    answer: dict[str, Any] = response.json()
    return response.status_code, answer


async def links(platform: Platform, address: str) -> list[str]:
    """The paths in the one mail to an address."""
    await platform.run_tasks()
    return URL.findall(platform.mailbox.text_to(address))


@pytest.fixture
async def document_id(as_owner: Caller, vault_id: str) -> str:
    return str((await upload(as_owner, vault_id))["id"])


class TestForward:
    async def test_each_recipient_gets_a_mail_with_links_of_their_own(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str, document_id: str
    ) -> None:
        second = (await upload(as_owner, vault_id, "letter.txt", b"A letter."))["id"]
        status, body = await forward(as_owner, [document_id, second], [FRIEND, OTHER], message="Please\nread.")
        assert status == 200
        assert (body["forwarded"], body["recipients"]) == (2, [FRIEND, OTHER])
        to_friend, to_other = await links(platform, FRIEND), await links(platform, OTHER)
        assert len({*to_friend, *to_other}) == 4
        for path, content in zip(to_friend, (LEASE, b"A letter."), strict=True):
            response = await as_nobody.get("document", path)
            assert (response.status_code, response.content) == (200, content)
            assert response.headers["Content-Disposition"].startswith("attachment;")
        mail = platform.mailbox.text_to(FRIEND)
        assert "> Please\r\n> read." in mail or "> Please\n> read." in mail
        assert '"lease.txt":' in mail
        (sent,) = platform.mailbox.to(FRIEND)
        assert sent["Subject"] == "owner@utopia.example forwards 2 documents to you"

    async def test_stands_in_the_activity_with_every_download(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str, document_id: str
    ) -> None:
        _, body = await forward(as_owner, [document_id], [FRIEND])
        (path,) = await links(platform, FRIEND)
        await as_nobody.get("document", path)
        await as_nobody.get("document", path, headers={"Range": "bytes=5-"})
        await platform.run_tasks()
        entries = (await as_owner.get("vault", f"/vaults/{vault_id}/activity")).json()["activity"]
        by_action = {entry["action"]: entry for entry in entries}
        assert len(by_action) == len(entries)
        sent, fetched = by_action["document.forwarded"], by_action["document.downloaded"]
        assert sent["metadata"] == {"recipients": [FRIEND], "expires_at": body["expires_at"]}
        assert sent["actor"]["id"] == str(as_owner.id)
        assert (fetched["actor"]["type"], fetched["actor"]["name"]) == ("recipient", FRIEND)
        assert fetched["target"]["id"] == document_id

    async def test_takes_documents_of_several_vaults(
        self, platform: Platform, as_owner: Caller, document_id: str
    ) -> None:
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        second = (await upload(as_owner, other))["id"]
        assert (await forward(as_owner, [document_id, second], [FRIEND]))[0] == 200
        assert len(await links(platform, FRIEND)) == 2

    async def test_repetitions_count_once(self, platform: Platform, as_owner: Caller, document_id: str) -> None:
        _, body = await forward(as_owner, [document_id, document_id], [FRIEND, FRIEND.upper()])
        assert (body["forwarded"], len(body["recipients"])) == (1, 1)
        await platform.run_tasks()
        assert len(platform.mailbox.to(FRIEND)) == 1

    async def test_name_of_a_document_is_no_header(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        name = "a\r\nBcc: everybody@utopia.example\r\n\r\nlook.txt"
        document = await upload(as_owner, vault_id, name, b"Some text.")
        await forward(as_owner, [document["id"]], [FRIEND], message="a\r\nBcc: everybody@utopia.example")
        await platform.run_tasks()
        (mail,) = platform.mailbox.to(FRIEND)
        assert mail["Bcc"] is None
        assert "\n> Bcc: everybody@utopia.example" in mail.get_content().replace("\r\n", "\n")

    async def test_repeat_with_the_same_key_sends_nothing_more(
        self, platform: Platform, as_owner: Caller, document_id: str
    ) -> None:
        body = {"document_ids": [document_id], "emails": [FRIEND]}
        headers = {"Idempotency-Key": "once"}
        first = await as_owner.post("document", "/documents/forward", json=body, headers=headers)
        again = await as_owner.post("document", "/documents/forward", json=body, headers=headers)
        assert again.json() == first.json()
        assert again.headers["Idempotent-Replayed"] == "true"
        await platform.run_tasks()
        assert len(platform.mailbox.to(FRIEND)) == 1

    async def test_machine_forwards_for_its_organization(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, document_id: str
    ) -> None:
        machine = await new_keys(as_owner)
        assert (await forward(machine, [document_id], [FRIEND]))[0] == 200
        (path,) = await links(platform, FRIEND)
        assert (await as_nobody.get("document", path)).status_code == 200

    async def test_tokens_are_not_kept(self, platform: Platform, as_owner: Caller, document_id: str) -> None:
        await forward(as_owner, [document_id], [FRIEND])
        waiting = str(await platform.outbox("document"))
        (path,) = await links(platform, FRIEND)
        token = path.rpartition("/")[2]
        async with platform.session("document") as opened:
            kept = (await opened.scalars(select(ForwardLink))).one()
        assert token not in waiting + str(vars(kept))


class TestRefused:
    async def test_document_that_is_not_visible_is_404_and_nothing_is_sent(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str, document_id: str
    ) -> None:
        theirs = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
        hidden = (await upload(as_stranger, theirs))["id"]
        for other in (hidden, str(uuid4())):
            answer = await forward(as_owner, [document_id, other], [FRIEND])
            assert answer == (404, {"detail": "Document not found"})
        await platform.run_tasks()
        assert platform.mailbox.to(FRIEND) == []

    @pytest.mark.parametrize(("permission", "status"), [("view", 403), ("download", 200)])
    async def test_needs_the_permission_to_download(
        self, as_owner: Caller, as_stranger: Caller, vault_id: str, document_id: str, permission: str, status: int
    ) -> None:
        await session(as_stranger, await link(as_owner, vault_id, permission=permission))
        assert (await forward(as_stranger, [document_id], [FRIEND]))[0] == status

    @pytest.mark.parametrize(
        "change",
        [
            {"document_ids": []},
            {"document_ids": [str(uuid4()) for _ in range(21)]},
            {"document_ids": ["x"]},
            {"emails": []},
            {"emails": [f"{number}@utopia.example" for number in range(21)]},
            {"emails": ["nobody"]},
            {"emails": ["a@utopia.example\r\nBcc: b@utopia.example"]},
            {"emails": ["a@utopia.example, b@utopia.example"]},
            {"expires_in_hours": 0},
            {"expires_in_hours": 169},
            {"message": "x" * 2001},
            {"subject": "mine"},
        ],
    )
    async def test_other_bodies_are_422(self, as_owner: Caller, document_id: str, change: dict[str, Any]) -> None:
        body = {"document_ids": [document_id], "emails": [FRIEND], **change}
        response = await as_owner.post("document", "/documents/forward", json=body)
        assert response.status_code == 422

    async def test_nobody_is_401_and_a_share_403(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str, document_id: str
    ) -> None:
        assert (await forward(as_nobody, [document_id], [FRIEND]))[0] == 401
        holder = Caller(platform, {"X-Share-Token": await link(as_owner, vault_id, permission="download")})
        assert (await forward(holder, [document_id], [FRIEND]))[0] == 403

    async def test_too_many_are_429(self, as_owner: Caller, document_id: str) -> None:
        statuses = [(await forward(as_owner, [document_id], [FRIEND]))[0] for _ in range(31)]
        assert (statuses[:30], statuses[30]) == ([200] * 30, 429)


class TestForget:
    async def test_addresses_go_a_month_after_the_end(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, document_id: str
    ) -> None:
        await forward(as_owner, [document_id], [FRIEND], expires_in_hours=1)
        (path,) = await links(platform, FRIEND)
        resources = platform.resources("document")
        now = resources.now()
        for moment, status in ((now + KEPT, 410), (now + KEPT + timedelta(hours=2), 404)):
            with platform.at(moment):
                await forget_forwards.run(resources)
                assert (await as_nobody.get("document", path)).status_code == status
        async with platform.session("document") as opened:
            assert await opened.scalar(select(func.count()).select_from(Forward)) == 0
