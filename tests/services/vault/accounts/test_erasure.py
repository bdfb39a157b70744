"""Erasing a person, and handing out what is held of them."""

from uuid import UUID, uuid4

from sqlalchemy import func, select

from services.assistant.models import Conversation
from services.document.models import Chunk, Document
from services.vault.accounts.tasks import confirm_erasure, erase_account
from services.vault.models import Activity, Erasure, Share, ShareAcceptance, ShareDownload, Vault
from shared.auth.tokens import ServiceTokens
from shared.events import AccountErasureRequested
from tests.services.vault.conftest import GUEST
from tests.services.vault.sharing import bearing, link, session, share
from tests.support.documents import upload, upload_and_process
from tests.support.platform import Caller, Platform


def requested(caller: Caller, email: str) -> AccountErasureRequested:
    assert caller.id is not None
    return AccountErasureRequested(account_id=caller.id, erasure_id=uuid4(), email=email)


async def rows(platform: Platform, service: str, model: type) -> int:
    async with platform.session(service) as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def waiting(platform: Platform) -> list[str]:
    return [row.name for row in await platform.outbox("vault")]


class TestDeletedVault:
    async def test_takes_everything_with_it(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        await session(as_stranger, await link(as_owner, vault_id, permission="download", max_downloads=3))
        document = await upload_and_process(platform, as_owner, vault_id)
        await as_stranger.get("document", f"/documents/{document['id']}/download")
        await as_owner.post("assistant", f"/vaults/{vault_id}/ask", json={"question": "What is the rent?"})
        await platform.run_tasks()
        held_before = (Vault, Share, ShareAcceptance, ShareDownload, Activity)
        assert all([await rows(platform, "vault", model) for model in held_before])
        assert await rows(platform, "assistant", Conversation) == 1
        assert (await as_owner.delete("vault", f"/vaults/{vault_id}")).status_code == 200
        await platform.run_tasks()
        assert not any([await rows(platform, "vault", model) for model in held_before])
        for held in (Document, Chunk):
            assert await rows(platform, "document", held) == 0
        assert await rows(platform, "assistant", Conversation) == 0


class TestEraseAccount:
    async def test_deletes_vaults_and_confirms_when_their_documents_are_gone(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        await upload(as_owner, vault_id)
        token = await link(as_owner, vault_id)
        await platform.run_tasks()
        event = requested(as_owner, "owner@utopia.example")
        await erase_account.run(platform.resources("vault"), event=event.model_dump(mode="json"))
        assert (await as_nobody.get("vault", f"/public/shared/{token}")).status_code == 404
        assert await waiting(platform) == ["vault.deleted", "vault.confirm_erasure"]
        assert event.account_id is not None
        arguments = {"account_id": event.account_id, "erasure_id": event.erasure_id, "vault_ids": [UUID(vault_id)]}
        await confirm_erasure.run(platform.resources("vault"), **arguments)
        assert "account.erasure_confirmed" not in await waiting(platform)
        assert (await waiting(platform)).count("vault.confirm_erasure") == 2

    async def test_confirms_once_however_often_it_is_asked(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        await platform.run_tasks()
        event = requested(as_owner, "owner@utopia.example")
        resources = platform.resources("vault")
        for _ in range(2):
            await erase_account.run(resources, event=event.model_dump(mode="json"))
        assert await waiting(platform) == ["vault.deleted", "vault.confirm_erasure"]
        for _ in range(2):
            await confirm_erasure.run(
                resources, account_id=event.account_id, erasure_id=event.erasure_id, vault_ids=[vault_id]
            )
        confirmed = [row for row in await platform.outbox("vault") if row.name == "account.erasure_confirmed"]
        assert [row.payload["service"] for row in confirmed] == ["vault"]
        assert await rows(platform, "vault", Erasure) == 0

    async def test_waits_while_nobody_can_say(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        await platform.run_tasks()
        event = requested(as_owner, "owner@utopia.example")
        resources = platform.resources("vault")
        await erase_account.run(resources, event=event.model_dump(mode="json"))
        platform.router.down.add(platform.resources("document").settings.port("document"))
        await confirm_erasure.run(
            resources, account_id=event.account_id, erasure_id=event.erasure_id, vault_ids=[vault_id]
        )
        assert await waiting(platform) == ["vault.deleted", "vault.confirm_erasure", "vault.confirm_erasure"]

    async def test_takes_a_vault_that_was_made_meanwhile(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        event = requested(as_owner, "owner@utopia.example")
        resources = platform.resources("vault")
        await erase_account.run(resources, event=event.model_dump(mode="json"))
        await as_owner.post("vault", "/vaults", json={})
        await confirm_erasure.run(
            resources, account_id=event.account_id, erasure_id=event.erasure_id, vault_ids=[vault_id]
        )
        assert await rows(platform, "vault", Vault) == 0
        assert "account.erasure_confirmed" not in await waiting(platform)

    async def test_forgets_what_was_shared_with_the_person(
        self, platform: Platform, as_owner: Caller, as_guest: Caller, vault_id: str
    ) -> None:
        await share(as_owner, vault_id, emails=[GUEST])
        await session(as_guest, await link(as_owner, vault_id))
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 200
        await platform.run_tasks()
        event = requested(as_guest, GUEST.lower())
        await erase_account.run(platform.resources("vault"), event=event.model_dump(mode="json"))
        assert (await as_guest.get("vault", f"/vaults/{vault_id}")).status_code == 404
        assert await rows(platform, "vault", ShareAcceptance) == 0
        assert GUEST not in (await as_owner.get("vault", f"/vaults/{vault_id}/shares")).text
        assert GUEST not in (await as_owner.get("vault", f"/vaults/{vault_id}/activity")).text


class TestExport:
    async def test_holds_vaults_shares_and_counts(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        created = await share(as_owner, vault_id, emails=["a@utopia.example"])
        await share(as_owner, vault_id)
        token = ServiceTokens(platform.resources("account").settings, "account").sign("vault")
        response = await Caller(platform, bearing(token)).get("vault", f"/internal/accounts/{as_owner.id}/export")
        (vault,) = response.json()["vaults"]
        assert vault["id"] == vault_id
        assert vault["shares"][0]["email"] == "a@utopia.example"
        assert vault["activity"] == {"vault.created": 1, "vault.shared": 2}
        assert created["share_token"] not in response.text
