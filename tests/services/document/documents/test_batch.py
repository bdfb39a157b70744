"""Uploading many files at once, through the door."""

from typing import Any

import pytest

from tests.support.documents import LEASE, one_page_pdf, picture, upload
from tests.support.platform import Caller, Platform

Files = list[tuple[str, tuple[str, bytes]]]


async def send(caller: Caller, vault_id: str, files: Files, **options: Any) -> tuple[int, dict[str, Any]]:
    response = await caller.post("document", f"/vaults/{vault_id}/documents/upload-batch", files=files, **options)
    body: dict[str, Any] = response.json()
    return response.status_code, body


def texts(number: int, field: str = "files") -> Files:
    return [(field, (f"{place}.txt", b"This is text number %d." % place)) for place in range(number)]


class TestUploadBatch:
    @pytest.mark.parametrize("field", ["files", "file", "files[]"])
    async def test_takes_every_file(self, platform: Platform, as_owner: Caller, vault_id: str, field: str) -> None:
        status, body = await send(as_owner, vault_id, texts(3, field))
        assert (status, body["errors"]) == (201, [])
        assert [document["filename"] for document in body["documents"]] == ["0.txt", "1.txt", "2.txt"]
        assert {document["status"] for document in body["documents"]} == {"processing"}
        assert [document["duplicate"] for document in body["documents"]] == [False] * 3
        names = [row.name for row in await platform.outbox("document")]
        assert names.count("document.process") == names.count("document.uploaded") == 3

    async def test_one_bad_file_loses_none_of_the_others(self, as_owner: Caller, vault_id: str) -> None:
        files: Files = [
            ("files", ("good.txt", LEASE)),
            ("files", ("empty.pdf", b"")),
            ("files", ("../../run.pdf", b"MZ\x90\x00\x03\x00\x00\x00")),
            ("file", ("good.pdf", one_page_pdf("A letter."))),
        ]
        status, body = await send(as_owner, vault_id, files)
        assert status == 201
        assert [document["filename"] for document in body["documents"]] == ["good.txt", "good.pdf"]
        assert body["errors"] == [
            {"filename": "empty.pdf", "detail": "The file is empty"},
            {
                "filename": "run.pdf",
                "detail": "This type of file is not supported; "
                "send PDF, PNG, JPEG, TIFF, WebP, HEIC, DOCX or plain text",
            },
        ]
        listed = (await as_owner.get("document", f"/vaults/{vault_id}/documents")).json()["documents"]
        assert len(listed) == 2

    async def test_too_large_file_is_one_of_the_errors(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        resources = platform.resources("document")
        settings = resources.settings
        resources.settings = settings.model_copy(update={"file_limit": 1000})
        try:
            files: Files = [("files", ("large.txt", b"x" * 1001)), ("files", ("small.txt", b"small"))]
            _, body = await send(as_owner, vault_id, files)
        finally:
            resources.settings = settings
        assert body["errors"] == [{"filename": "large.txt", "detail": "The file is too large"}]
        assert [document["filename"] for document in body["documents"]] == ["small.txt"]

    async def test_knows_copies_in_the_batch_and_in_the_vault(self, as_owner: Caller, vault_id: str) -> None:
        known = await upload(as_owner, vault_id)
        files: Files = [
            ("files", ("a.txt", b"The same text.")),
            ("files", ("b.txt", b"The same text.")),
            ("files", ("c.txt", LEASE)),
        ]
        _, body = await send(as_owner, vault_id, files)
        first, second, third = body["documents"]
        assert [each["duplicate"] for each in body["documents"]] == [False, True, True]
        assert (second["id"], third["id"]) == (first["id"], known["id"])

    async def test_chosen_type_is_that_of_all(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        types = (await as_nobody.get("document", "/document-types")).json()["document_types"]
        lease = next(kind for kind in types if kind["code"] == "LEASE")
        _, body = await send(as_owner, vault_id, texts(2), data={"document_type_id": lease["id"]})
        assert [each["document_type_code"] for each in body["documents"]] == ["LEASE", "LEASE"]

    async def test_unknown_type_is_404(self, as_owner: Caller, vault_id: str) -> None:
        status, body = await send(as_owner, vault_id, texts(1), data={"document_type_id": "none"})
        assert (status, body) == (404, {"detail": "Document type not found"})

    async def test_fifty_files_are_taken(self, as_owner: Caller, vault_id: str) -> None:
        status, body = await send(as_owner, vault_id, texts(50))
        assert (status, len(body["documents"])) == (201, 50)

    @pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "once"}])
    async def test_more_are_422(
        self, platform: Platform, as_owner: Caller, vault_id: str, headers: dict[str, str]
    ) -> None:
        status, body = await send(as_owner, vault_id, texts(51), headers=headers)
        assert (status, body) == (422, {"detail": "A batch has at most 50 files"})
        assert [row.name for row in await platform.outbox("document")] == []

    @pytest.mark.parametrize("form", [{}, {"files": "text, no file"}])
    async def test_form_without_files_is_422(self, as_owner: Caller, vault_id: str, form: dict[str, str]) -> None:
        path = f"/vaults/{vault_id}/documents/upload-batch"
        response = await as_owner.post("document", path, data=form)
        assert response.status_code == 422
        assert response.json() == {
            "detail": "Send the documents as multipart/form-data with `files`, each in a part of its own"
        }

    async def test_announced_length_is_refused_unread(self, as_owner: Caller, vault_id: str) -> None:
        headers = {"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(300 * 1024 * 1024)}
        response = await as_owner.post(
            "document", f"/vaults/{vault_id}/documents/upload-batch", content=b"short", headers=headers
        )
        assert (response.status_code, response.json()) == (413, {"detail": "The request body is too large"})

    async def test_broken_form_is_400(self, as_owner: Caller, vault_id: str) -> None:
        response = await as_owner.post(
            "document",
            f"/vaults/{vault_id}/documents/upload-batch",
            content=b"no form",
            headers={"Content-Type": "multipart/form-data"},
        )
        assert response.status_code == 400

    async def test_repeat_with_the_same_key_gets_the_first_answer(self, as_owner: Caller, vault_id: str) -> None:
        headers = {"Idempotency-Key": "once"}
        path = f"/vaults/{vault_id}/documents/upload-batch"
        first = await as_owner.post("document", path, files=texts(2), headers=headers)
        again = await as_owner.post("document", path, files=texts(2), headers=headers)
        assert again.json() == first.json()
        assert again.headers["Idempotent-Replayed"] == "true"
        assert [each["duplicate"] for each in again.json()["documents"]] == [False, False]

    async def test_picture_goes_to_the_ocr_queue(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        await send(as_owner, vault_id, [("files", ("a.png", picture())), *texts(1)])
        queues = [row.queue for row in await platform.outbox("document") if row.name == "document.process"]
        assert queues == ["ocr", "embedding"]

    async def test_stranger_learns_nothing(self, as_stranger: Caller, as_nobody: Caller, vault_id: str) -> None:
        assert await send(as_stranger, vault_id, texts(1)) == (404, {"detail": "Vault not found"})
        assert (await send(as_nobody, vault_id, texts(1)))[0] == 401
