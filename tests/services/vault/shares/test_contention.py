"""What many do at once: with connections of their own, so that transactions really meet."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import text

from services.vault.app import create
from services.vault.models import Share, Vault
from services.vault.resources import VaultResources
from services.vault.settings import VaultSettings
from services.vault.shares.downloads import DownloadService
from services.vault.shares.errors import DownloadsUsedUp, WrongPassword
from shared.auth.keys import digest
from shared.clients.vault import DownloadQuestion, ShareCredential
from shared.resources import Resources
from tests.services.vault.sharing import link, share
from tests.support.contention import at_once, own_connections, statuses
from tests.support.documents import LEASE, upload
from tests.support.platform import Caller, Platform

TOKEN = "sht_contended"


@pytest.fixture
async def resources() -> AsyncIterator[VaultResources]:
    """A vault with one share for all; undone by deleting it."""
    resources = VaultResources(VaultSettings())
    await resources.redis.flushdb()
    async with resources.sessions.begin() as session:
        vault = Vault(owner_id=uuid4(), name="Contended")
        session.add(vault)
        await session.flush()
        session.add(
            Share(
                vault_id=vault.id,
                token_digest=digest(TOKEN),
                token_prefix="sht_",
                permission="download",
                password_hash=await resources.passwords.hash("sesame"),
                max_downloads=7,
                created_by_kind="account",
                created_by=vault.owner_id,
            )
        )
    yield resources
    async with resources.sessions.begin() as session:
        await session.delete(await session.get_one(Vault, vault.id))
    await resources.close()


async def test_parallel_downloads_never_exceed_the_limit(resources: VaultResources) -> None:
    share = await resources.share_gate.find(TOKEN)
    downloads = DownloadService(resources.sessions, resources)
    questions = [
        DownloadQuestion(document_id=UUID(int=1), client=f"client {number}", continues=False) for number in range(25)
    ]
    outcomes = await asyncio.gather(
        *(downloads.count(share.id, question) for question in questions), return_exceptions=True
    )
    assert outcomes.count(None) == 7
    assert sum(isinstance(outcome, DownloadsUsedUp) for outcome in outcomes) == 18
    assert (await resources.share_gate.find(TOKEN)).download_count == 7


class TestGuesses:
    """At two processes of the service at once."""

    @pytest.fixture
    async def doors(self, resources: VaultResources) -> AsyncIterator[list[httpx.AsyncClient]]:
        apps = [create(VaultSettings()) for _ in range(2)]
        async with contextlib.AsyncExitStack() as stack:
            for app in apps:
                stack.push_async_callback(app.state.resources.close)
            yield [
                await stack.enter_async_context(
                    httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://vault")
                )
                for app in apps
            ]

    async def test_burst_is_counted_one_by_one(self, doors: list[httpx.AsyncClient]) -> None:
        guesses = (guess(door, f"guess {number}") for number in range(15) for door in doors)
        answers = await asyncio.gather(*guesses)
        assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 20
        refused = [answer for answer in answers if answer.status_code == 429]
        assert all(890 < int(answer.headers["Retry-After"]) <= 900 for answer in refused)
        assert {(await guess(door, "sesame")).status_code for door in doors} == {429}

    async def test_burst_of_the_right_password_uses_up_nothing(self, doors: list[httpx.AsyncClient]) -> None:
        for number in range(8):
            assert (await guess(doors[0], f"guess {number}")).status_code == 401
        answers = await asyncio.gather(*(guess(door, "sesame") for _ in range(4) for door in doors))
        assert {answer.status_code for answer in answers} == {200}
        for number, status in enumerate((401, 401, 429)):
            assert (await guess(doors[number % 2], "another guess")).status_code == status


async def guess(door: httpx.AsyncClient, password: str) -> httpx.Response:
    return await door.get(f"/api/v1/public/shared/{TOKEN}", headers={"X-Share-Password": password})


async def test_guesses_elsewhere_are_counted_apart(resources: VaultResources) -> None:
    gate = resources.share_gate
    for number in range(10):
        with pytest.raises(WrongPassword):
            await gate.open(ShareCredential(token=TOKEN, password=f"guess {number}", address="192.0.2.1"))
    elsewhere = ShareCredential(token=TOKEN, password="sesame", address="192.0.2.2")
    assert (await gate.open(elsewhere)).permissions == ["view", "download"]


class TestThroughTheDoor:
    @pytest.fixture
    async def committed(self, platform: Platform) -> AsyncIterator[Resources]:
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(own_connections(platform.resources("document"), "documents"))
            yield await stack.enter_async_context(own_connections(platform.resources("vault"), "vaults"))

    async def test_parallel_downloads_never_exceed_the_limit(
        self, committed: Resources, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        token = await link(as_owner, vault_id, permission="download", max_downloads=3)
        path = f"/public/documents/{document['id']}/download?share_token={token}"
        answers = await asyncio.gather(*(as_nobody.get("document", path) for _ in range(12)))
        assert statuses(answers) == [200] * 3 + [410] * 9
        assert {answer.content for answer in answers if answer.status_code == 200} == {LEASE}
        (listed,) = (await as_owner.get("vault", f"/vaults/{vault_id}/shares")).json()["shares"]
        assert listed["download_count"] == 3

    async def test_parallel_revocations_are_one(
        self, platform: Platform, committed: Resources, as_owner: Caller, vault_id: str
    ) -> None:
        path = f"/vaults/{vault_id}/shares/{(await share(as_owner, vault_id))['share']['id']}"
        revoking = [as_owner.delete("vault", path) for _ in range(4)]
        assert statuses(await at_once(committed, "shares", *revoking)) == [200, 404, 404, 404]
        assert [row.name for row in await platform.outbox("vault")].count("vault.share_revoked") == 1

    async def test_answer_for_an_idempotency_key_is_stored_with_the_shares(
        self, committed: Resources, as_owner: Caller, vault_id: str
    ) -> None:
        """By one transaction: a crash leaves both or none."""
        headers, body = {"Idempotency-Key": "once"}, {"emails": ["a@utopia.example", "b@utopia.example"]}
        first = await as_owner.post("vault", f"/vaults/{vault_id}/shares", json=body, headers=headers)
        async with committed.connect() as connection:
            writers = await connection.scalars(
                text("select xmin::text from shares union all select xmin::text from idempotency_keys")
            )
            assert len(found := writers.all()) == 3
            assert len(set(found)) == 1
        again = await as_owner.post("vault", f"/vaults/{vault_id}/shares", json=body, headers=headers)
        assert (again.headers["Idempotent-Replayed"], again.json()) == ("true", first.json())

    async def test_repeat_that_redis_let_through_shares_nothing(
        self, committed: Resources, as_owner: Caller, vault_id: str
    ) -> None:
        """Redis has lost the lock of the first request, which is still running."""
        sent = {"json": {"emails": ["a@utopia.example"]}, "headers": {"Idempotency-Key": "once"}}
        path = f"/vaults/{vault_id}/shares"

        async def repeat() -> httpx.Response:
            locks = [key async for key in committed.redis.scan_iter("idempotency:*")]
            assert await committed.redis.delete(*locks) == 1
            return await as_owner.post("vault", path, **sent)

        answers = await at_once(committed, "vaults", as_owner.post("vault", path, **sent), repeat())
        assert [answer.status_code for answer in answers] == [201, 409]
        assert len((await as_owner.get("vault", path)).json()["shares"]) == 1

    async def test_share_is_accepted_once(
        self, committed: Resources, as_owner: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        body = {"share_token": await link(as_owner, vault_id)}
        opening = [as_stranger.post("vault", "/public/session/create", json=body) for _ in range(2)]
        assert statuses(await at_once(committed, "shares", *opening)) == [201, 201]
        (received,) = (await as_stranger.get("vault", "/vaults/shared-with-me")).json()["vaults"]
        assert received["id"] == vault_id

    async def test_share_that_is_revoked_meanwhile_is_accepted_by_nobody(
        self, committed: Resources, as_owner: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        created = await share(as_owner, vault_id)
        revoking = as_owner.delete("vault", f"/vaults/{vault_id}/shares/{created['share']['id']}")
        opening = as_stranger.post("vault", "/public/session/create", json={"share_token": created["share_token"]})
        revoked, _ = await at_once(committed, "shares", revoking, opening)
        assert revoked.status_code == 200
        assert (await as_stranger.get("vault", "/vaults/shared-with-me")).json()["vaults"] == []
        assert (await as_stranger.get("vault", f"/vaults/{vault_id}")).status_code == 404
