"""Listing, reading, giving out and deleting documents, through the door."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from services.document.models import Chunk, ChunkEmbedding, Document, DocumentPage
from tests.support.documents import LEASE, one_page_pdf, upload, upload_and_process
from tests.support.platform import Caller, Platform


class TestListDocuments:
    async def test_shows_what_the_reference_shows(self, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        body = (await as_owner.get("document", f"/vaults/{vault_id}/documents")).json()
        assert body["documents"] == [document]
        assert body["pagination"] == {"has_more": False, "next_cursor": None}

    @pytest.mark.parametrize(
        ("search", "found"),
        [
            ("MONTHLY RENT", True),
            ("lease.TXT", True),
            ("crowns and is due", True),
            ("nowhere", False),
            ("%", False),
            ("_", False),
        ],
    )
    async def test_searches_text_and_name_in_any_case(
        self, platform: Platform, as_owner: Caller, vault_id: str, search: str, *, found: bool
    ) -> None:
        await upload_and_process(platform, as_owner, vault_id)
        body = (await as_owner.get("document", f"/vaults/{vault_id}/documents", params={"search": search})).json()
        assert bool(body["documents"]) is found

    async def test_narrows_by_type_and_status(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        await upload_and_process(platform, as_owner, vault_id)
        await upload(as_owner, vault_id, "b.txt", b"Another text.")

        async def names(**query: str) -> list[str]:
            body = (await as_owner.get("document", f"/vaults/{vault_id}/documents", params=query)).json()
            return [document["filename"] for document in body["documents"]]

        assert await names(status="processing") == ["b.txt"]
        assert await names(document_type="lease") == ["lease.txt"]
        assert await names(document_type="PASSPORT") == []

    @pytest.mark.parametrize(
        ("sort", "order"),
        [
            ("created_at", ["b", "c", "a"]),
            ("-created_at", ["a", "c", "b"]),
            ("filename", ["a", "b", "c"]),
            ("-filename", ["c", "b", "a"]),
        ],
    )
    async def test_pages_in_every_order(self, as_owner: Caller, vault_id: str, sort: str, order: list[str]) -> None:
        for name in "bca":
            await upload(as_owner, vault_id, name, f"This is the text of {name}.".encode())
        seen, cursor = [], ""
        while True:
            query = {"sort": sort, "limit": "1"} | ({"cursor": cursor} if cursor else {})
            body = (await as_owner.get("document", f"/vaults/{vault_id}/documents", params=query)).json()
            seen += [document["filename"] for document in body["documents"]]
            if not (cursor := body["pagination"]["next_cursor"]):
                break
        # One transaction holds the whole test, so all rows have the same creation time and fall back on the id.
        assert seen == order

    async def test_cursor_of_another_order_is_400(self, as_owner: Caller, vault_id: str) -> None:
        for name in "ab":
            await upload(as_owner, vault_id, name, name.encode() * 20)
        path = f"/vaults/{vault_id}/documents"
        cursor = (await as_owner.get("document", f"{path}?limit=1")).json()["pagination"]["next_cursor"]
        assert (await as_owner.get("document", f"{path}?sort=filename&cursor={cursor}")).status_code == 400

    async def test_stranger_learns_nothing(self, as_stranger: Caller, vault_id: str) -> None:
        response = await as_stranger.get("document", f"/vaults/{vault_id}/documents")
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})


class TestGetDocument:
    async def test_stranger_learns_nothing(self, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        hidden = await as_stranger.get("document", f"/documents/{document['id']}")
        absent = await as_stranger.get("document", f"/documents/{uuid4()}")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.json() == absent.json() == {"detail": "Document not found"}

    async def test_shows_where_each_value_was_read(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        assert document["status"] == "processed"
        assert document["document_type_code"] == "LEASE"
        assert document["page_count"] == 1
        assert document["language"] == "en"
        assert set(document["metadata"]) == set(document["metadata_details"])
        for details in document["metadata_details"].values():
            assert set(details) == {"value", "confidence", "page", "box", "method", "verified", "printed"}


class TestFile:
    async def test_downloads_what_was_uploaded(self, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id, "Reisepaß.txt")
        response = await as_owner.get("document", f"/documents/{document['id']}/download")
        assert response.status_code == 200
        assert response.content == LEASE
        assert response.headers["Content-Disposition"].startswith("attachment;")
        assert "filename*=UTF-8''Reisepa%C3%9F.txt" in response.headers["Content-Disposition"]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("sandbox")
        assert response.headers["ETag"] == f'"{document["sha256"]}"'

    async def test_view_is_inline(self, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id, "letter.pdf", one_page_pdf("A letter."))
        response = await as_owner.get("document", f"/documents/{document['id']}/view")
        assert response.headers["Content-Disposition"].startswith("inline;")
        assert response.headers["Content-Type"] == "application/pdf"

    async def test_sends_a_range(self, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        path = f"/documents/{document['id']}/download"
        response = await as_owner.get("document", path, headers={"Range": "bytes=6-14"})
        assert (response.status_code, response.content) == (206, LEASE[6:15])
        assert response.headers["Content-Range"] == f"bytes 6-14/{len(LEASE)}"

    async def test_range_past_the_end_is_416(self, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        path = f"/documents/{document['id']}/download"
        response = await as_owner.get("document", path, headers={"Range": f"bytes={len(LEASE)}-"})
        assert (response.status_code, response.json()) == (416, {"detail": "The file has no such range"})
        assert response.headers["Content-Range"] == f"bytes */{len(LEASE)}"

    async def test_known_file_is_304(self, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        headers = {"If-None-Match": f'"{document["sha256"]}"'}
        response = await as_owner.get("document", f"/documents/{document['id']}/view", headers=headers)
        assert (response.status_code, response.content) == (304, b"")

    @pytest.mark.parametrize("action", ["download", "view"])
    async def test_stranger_learns_nothing(
        self, as_owner: Caller, as_stranger: Caller, vault_id: str, action: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        assert (await as_stranger.get("document", f"/documents/{document['id']}/{action}")).status_code == 404


class TestDeleteDocument:
    async def test_takes_file_pages_and_index_along(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        assert (await as_owner.delete("document", f"/documents/{document['id']}")).json() == {"success": True}
        assert (await as_owner.delete("document", f"/documents/{document['id']}")).status_code == 404
        assert "document.erase_files" in await platform.run_tasks()
        async with platform.session("document") as session:
            for model in (Document, DocumentPage, Chunk, ChunkEmbedding):
                assert await session.scalar(select(func.count()).select_from(model)) == 0

    async def test_counts_in_the_vault(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        assert (await as_owner.get("vault", f"/vaults/{vault_id}")).json()["document_count"] == 1
        await as_owner.delete("document", f"/documents/{document['id']}")
        await platform.run_tasks()
        assert (await as_owner.get("vault", f"/vaults/{vault_id}")).json()["document_count"] == 0

    async def test_stranger_can_not(self, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        assert (await as_stranger.delete("document", f"/documents/{document['id']}")).status_code == 404
        assert (await as_owner.get("document", f"/documents/{document['id']}")).status_code == 200


class TestDeletedVault:
    async def test_its_documents_follow(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        await upload_and_process(platform, as_owner, vault_id)
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        assert "document.erase_vault" in await platform.run_tasks()
        async with platform.session("document") as session:
            for model in (Document, DocumentPage, Chunk, ChunkEmbedding):
                assert await session.scalar(select(func.count()).select_from(model)) == 0
