"""What many do at once: with connections of their own, so that transactions really meet."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, select

from services.vault.models import Share, Vault
from services.vault.resources import VaultResources
from services.vault.settings import VaultSettings
from services.vault.shares.downloads import DownloadService
from services.vault.shares.errors import DownloadsUsedUp, ShareNotFound, TooManyWrongPasswords, WrongPassword
from services.vault.shares.service import ShareService
from shared.auth.keys import digest
from shared.auth.principals import AccountPrincipal, Kind
from shared.clients.vault import DownloadQuestion, ShareCredential
from shared.db.tables import outbox

TOKEN = "sht_contended"


@pytest.fixture
async def resources() -> AsyncIterator[VaultResources]:
    """A vault with one share for all; undone by deleting it."""
    resources = VaultResources(VaultSettings())
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


async def test_burst_of_guesses_is_counted_one_by_one(resources: VaultResources) -> None:
    gate = resources.share_gate
    guesses = [ShareCredential(token=TOKEN, password=f"guess {number}", address="192.0.2.1") for number in range(25)]
    outcomes = await asyncio.gather(*map(gate.open, guesses), return_exceptions=True)
    assert sum(isinstance(outcome, WrongPassword) for outcome in outcomes) == 10
    assert sum(isinstance(outcome, TooManyWrongPasswords) for outcome in outcomes) == 15
    elsewhere = ShareCredential(token=TOKEN, password="sesame", address="192.0.2.2")
    assert (await gate.open(elsewhere)).permissions == ["view", "download"]


async def test_parallel_revocations_are_one(resources: VaultResources) -> None:
    share = await resources.share_gate.find(TOKEN)
    owner = AccountPrincipal(uuid4(), Kind.ACCOUNT, uuid4())
    shares = ShareService(resources.sessions, resources)
    outcomes = await asyncio.gather(
        *(shares.revoke(owner, share.vault_id, share.id) for _ in range(5)), return_exceptions=True
    )
    assert outcomes.count(None) == 1
    assert sum(isinstance(outcome, ShareNotFound) for outcome in outcomes) == 4
    async with resources.sessions.begin() as session:
        assert await session.scalar(select(func.count()).select_from(outbox)) == 1
        await session.execute(delete(outbox))
