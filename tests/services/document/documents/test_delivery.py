"""Files handed out: what counts as an act, and how it is told to the vault."""

import pytest

from tests.support.documents import LEASE, upload
from tests.support.platform import Caller, Platform

OF_UPLOADS = ("document.discard_unused_file", "document.uploaded", "document.process")


@pytest.fixture
async def document_id(platform: Platform, as_owner: Caller, vault_id: str) -> str:
    document = await upload(as_owner, vault_id)
    identifier: str = document["id"]
    return identifier


async def acts(platform: Platform) -> list[str]:
    """What the document service has to say beside the upload."""
    return [row.name for row in await platform.outbox("document") if row.name not in OF_UPLOADS]


@pytest.mark.parametrize(("path", "act"), [("download", "document.downloaded"), ("view", "document.viewed")])
async def test_is_an_act_of_the_caller(
    platform: Platform, as_owner: Caller, document_id: str, path: str, act: str
) -> None:
    response = await as_owner.get("document", f"/documents/{document_id}/{path}")
    assert response.content == LEASE
    told = (await platform.outbox("document"))[-1]
    assert told.name == act
    assert told.payload["filename"] == "lease.txt"
    assert told.payload["actor"] == {"kind": "account", "id": str(as_owner.id)}


@pytest.mark.parametrize("begins", ["bytes=0-", "bytes=0-9", "bytes=-20", "bytes=50-60, 0-9"])
async def test_a_range_from_the_first_byte_is_an_act(
    platform: Platform, as_owner: Caller, document_id: str, begins: str
) -> None:
    response = await as_owner.get("document", f"/documents/{document_id}/download", headers={"Range": begins})
    assert response.status_code == 206
    assert await acts(platform) == ["document.downloaded"]


@pytest.mark.parametrize("continues", ["bytes=1-", "bytes=100-120", "bytes=7-8, 20-30"])
async def test_a_further_range_is_none(platform: Platform, as_owner: Caller, document_id: str, continues: str) -> None:
    response = await as_owner.get("document", f"/documents/{document_id}/download", headers={"Range": continues})
    assert response.status_code == 206
    assert await acts(platform) == []


async def test_a_file_that_the_client_has_is_none(platform: Platform, as_owner: Caller, document_id: str) -> None:
    first = await as_owner.get("document", f"/documents/{document_id}/view")
    tag = {"If-None-Match": first.headers["ETag"]}
    second = await as_owner.get("document", f"/documents/{document_id}/view", headers=tag)
    assert second.status_code == 304
    assert await acts(platform) == ["document.viewed"]


async def test_a_refused_download_is_none(platform: Platform, as_stranger: Caller, document_id: str) -> None:
    response = await as_stranger.get("document", f"/documents/{document_id}/download")
    assert response.status_code == 404
    assert await acts(platform) == []
