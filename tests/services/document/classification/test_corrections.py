"""A person's word about one document decides about the next ones of the same vault that look like it."""

from uuid import UUID

from sqlalchemy import func, select, update

from services.document.models import Document, Fingerprint
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

BERTH = """\
HARBOUR ROWING CLUB
Annual berth card

Rower: {name}
Berth: {unit}
Card: {number}

The club keeps the berth named above for the boat of the rower and has received the dues of the season.
Oars are stored in the shed beside the slipway.
Confirmed by the harbour master on {date}.
"""
FIRST = BERTH.format(name="Anna Maria Eriksson", unit="4 B", number="HC-2201", date="3 March 2026").encode()
NEXT = BERTH.format(name="Hedda Utopos", unit="11 A", number="HC-3377", date="9 April 2026").encode()
OTHER = b"Soup of the day: leek and potato.\nWith bread and butter.\nServed from noon until three on weekdays."


async def correct_one(platform: Platform, caller: Caller, vault_id: str) -> str:
    first = await upload_and_process(platform, caller, vault_id, "first.txt", FIRST)
    assert first["document_type_code"] == "OTHER"
    said = await caller.patch("document", f"/documents/{first['id']}/classify", json={"document_type_code": "LEASE"})
    assert said.status_code == 200
    await platform.run_tasks()
    return str(first["id"])


async def test_a_like_document_takes_the_type_and_says_why(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    await correct_one(platform, as_owner, vault_id)
    found = await upload_and_process(platform, as_owner, vault_id, "next.txt", NEXT)
    assert found["document_type_code"] == "LEASE"
    assert found["classification"]["method"] == "correction"
    assert "a person classified as Lease" in found["classification"]["evidence"]["text"]
    assert found["classification"]["runner_up"]["code"] == "OTHER"
    assert 0.7 <= found["classification_confidence"] < 1
    assert found["classification"]["confidence"] == found["classification_confidence"]


async def test_a_different_document_does_not(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    await correct_one(platform, as_owner, vault_id)
    found = await upload_and_process(platform, as_owner, vault_id, "menu.txt", OTHER)
    assert found["document_type_code"] == "OTHER"


async def test_another_persons_vault_learns_nothing(
    platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str
) -> None:
    await correct_one(platform, as_owner, vault_id)
    theirs = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
    found = await upload_and_process(platform, as_stranger, theirs, "next.txt", NEXT)
    assert (found["document_type_code"], found["classification"]["method"]) == ("OTHER", "none")


async def test_deleting_the_document_deletes_the_memory(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    corrected = await correct_one(platform, as_owner, vault_id)
    await as_owner.delete("document", f"/documents/{corrected}")
    async with platform.session("document") as session:
        assert await session.scalar(select(func.count()).select_from(Fingerprint)) == 0
    found = await upload_and_process(platform, as_owner, vault_id, "next.txt", NEXT)
    assert found["document_type_code"] == "OTHER"


async def test_a_document_that_was_moved_away_teaches_nothing_here(
    platform: Platform, as_owner: Caller, vault_id: str
) -> None:
    corrected = await correct_one(platform, as_owner, vault_id)
    other = (await as_owner.post("vault", "/vaults", json={"name": "Second"})).json()["id"]
    async with platform.session("document") as session, session.begin():
        moved = update(Document).where(Document.id == UUID(corrected)).values(vault_id=UUID(other))
        await session.execute(moved)
    here = await upload_and_process(platform, as_owner, vault_id, "next.txt", NEXT)
    there = await upload_and_process(platform, as_owner, other, "next.txt", NEXT)
    assert (here["document_type_code"], there["document_type_code"]) == ("OTHER", "LEASE")


async def test_a_type_chosen_at_upload_counts_as_much(
    platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str
) -> None:
    types = (await as_nobody.get("document", "/document-types")).json()["document_types"]
    lease = next(kind["id"] for kind in types if kind["code"] == "LEASE")
    first = await upload_and_process(platform, as_owner, vault_id, "first.txt", FIRST, document_type_id=lease)
    assert first["classification"] == {
        "code": "LEASE",
        "confidence": 1,
        "method": "user",
        "evidence": None,
        "runner_up": {"code": "OTHER", "confidence": first["classification"]["runner_up"]["confidence"]},
    }
    found = await upload_and_process(platform, as_owner, vault_id, "next.txt", NEXT)
    assert found["document_type_code"] == "LEASE"
