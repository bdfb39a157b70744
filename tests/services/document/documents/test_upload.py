"""Uploading, through the door."""

from uuid import uuid4

import pytest

from tests.support.documents import LEASE, one_page_pdf, picture, upload
from tests.support.platform import Caller, Platform


async def send(caller: Caller, vault_id: str, name: str, content: bytes) -> tuple[int, object]:
    response = await caller.post("document", f"/vaults/{vault_id}/documents/upload", files={"file": (name, content)})
    return response.status_code, response.json().get("detail")


class TestUpload:
    async def test_answers_the_documented_payload(self, as_owner: Caller, vault_id: str) -> None:
        response = await as_owner.post(
            "document", f"/vaults/{vault_id}/documents/upload", files={"file": ("lease.txt", LEASE)}
        )
        assert response.status_code == 201
        body = response.json()
        assert body["duplicate"] is False
        document = body["document"]
        assert document["filename"] == "lease.txt"
        assert document["status"] == "processing"
        assert document["vault_id"] == vault_id
        assert document["content_type"] == "text/plain"
        assert document["size_bytes"] == len(LEASE)
        assert document["document_type_name"] is None
        assert document["metadata"] == {}
        assert document["uploaded_by"] == str(as_owner.id)

    async def test_queues_processing_and_publishes_in_the_same_transaction(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        rows = {row.name: row for row in await platform.outbox("document")}
        assert rows["document.process"].payload == {"document_id": document["id"], "on_queue": "embedding"}
        assert rows["document.process"].queue == "embedding"
        assert rows["document.uploaded"].payload["filename"] == "lease.txt"

    async def test_picture_goes_to_the_ocr_queue(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        await upload(as_owner, vault_id, "passport.png", picture())
        rows = {row.name: row for row in await platform.outbox("document")}
        assert rows["document.process"].queue == "ocr"

    @pytest.mark.parametrize(
        ("name", "content", "content_type"),
        [
            ("scan.jpg", one_page_pdf("A letter."), "application/pdf"),
            ("scan.pdf", picture(), "image/png"),
            ("no-ending", LEASE, "text/plain"),
        ],
    )
    async def test_believes_the_content_and_not_the_name(
        self, as_owner: Caller, vault_id: str, name: str, content: bytes, content_type: str
    ) -> None:
        assert (await upload(as_owner, vault_id, name, content))["content_type"] == content_type

    async def test_same_bytes_are_the_same_document(self, as_owner: Caller, vault_id: str) -> None:
        first = await upload(as_owner, vault_id)
        response = await as_owner.post(
            "document", f"/vaults/{vault_id}/documents/upload", files={"file": ("other-name.txt", LEASE)}
        )
        assert response.status_code == 201
        assert response.json()["duplicate"] is True
        assert response.json()["document"]["id"] == first["id"]

    async def test_same_bytes_in_another_vault_are_another_document(self, as_owner: Caller, vault_id: str) -> None:
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        assert (await upload(as_owner, vault_id))["id"] != (await upload(as_owner, other))["id"]

    async def test_repeat_with_the_same_key_gets_the_first_answer(self, as_owner: Caller, vault_id: str) -> None:
        path, headers = f"/vaults/{vault_id}/documents/upload", {"Idempotency-Key": "once"}
        first = await as_owner.post("document", path, files={"file": ("a.txt", LEASE)}, headers=headers)
        again = await as_owner.post("document", path, files={"file": ("a.txt", LEASE)}, headers=headers)
        assert again.json() == first.json()
        assert again.headers["Idempotent-Replayed"] == "true"
        other = await as_owner.post("document", path, files={"file": ("a.txt", LEASE + b".")}, headers=headers)
        assert other.status_code == 422

    async def test_chosen_type_is_kept(self, as_owner: Caller, as_nobody: Caller, vault_id: str) -> None:
        types = (await as_nobody.get("document", "/document-types")).json()["document_types"]
        lease = next(kind for kind in types if kind["code"] == "LEASE")
        document = await upload(as_owner, vault_id, document_type_id=lease["id"])
        assert document["document_type_code"] == "LEASE"
        assert document["document_type_name"] == lease["name"]
        assert document["classification_confidence"] == 1

    @pytest.mark.parametrize("type_id", ["00000000-0000-4000-8000-000000000000", "not-an-id"])
    async def test_unknown_type_is_404(self, as_owner: Caller, vault_id: str, type_id: str) -> None:
        response = await as_owner.post(
            "document",
            f"/vaults/{vault_id}/documents/upload",
            files={"file": ("lease.txt", LEASE)},
            data={"document_type_id": type_id},
        )
        assert (response.status_code, response.json()) == (404, {"detail": "Document type not found"})

    @pytest.mark.parametrize(
        "content",
        [
            b"<!doctype html><script>alert(1)</script>",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"MZ\x90\x00\x03\x00\x00\x00",
            b"PK\x03\x04 a zip that is no document",
            b"\x7fELF\x02\x01\x01",
        ],
    )
    async def test_other_types_are_415(self, as_owner: Caller, vault_id: str, content: bytes) -> None:
        status, detail = await send(as_owner, vault_id, "passport.pdf", content)
        assert status == 415
        assert detail == (
            "This type of file is not supported; send PDF, PNG, JPEG, TIFF, WebP, HEIC, DOCX or plain text"
        )

    async def test_empty_file_is_422(self, as_owner: Caller, vault_id: str) -> None:
        assert await send(as_owner, vault_id, "a.txt", b"") == (422, "The file is empty")

    async def test_too_large_file_is_413(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        resources = platform.resources("document")
        settings = resources.settings
        resources.settings = settings.model_copy(update={"file_limit": 1000})
        try:
            assert await send(as_owner, vault_id, "a.txt", b"x" * 1001) == (413, "The file is too large")
        finally:
            resources.settings = settings

    async def test_announced_length_is_refused_unread(self, as_owner: Caller, vault_id: str) -> None:
        response = await as_owner.post(
            "document",
            f"/vaults/{vault_id}/documents/upload",
            content=b"short",
            headers={"Content-Type": "multipart/form-data; boundary=x", "Content-Length": str(60 * 1024 * 1024)},
        )
        assert (response.status_code, response.json()) == (413, {"detail": "The request body is too large"})

    @pytest.mark.parametrize("form", [{}, {"file": "text, no file"}])
    async def test_form_without_file_is_422(self, as_owner: Caller, vault_id: str, form: dict[str, str]) -> None:
        response = await as_owner.post("document", f"/vaults/{vault_id}/documents/upload", data=form)
        assert response.status_code == 422
        assert response.json() == {"detail": "Send the document as multipart/form-data with one `file` field"}

    async def test_stranger_learns_nothing(self, as_stranger: Caller, vault_id: str) -> None:
        assert await send(as_stranger, vault_id, "a.txt", LEASE) == (404, "Vault not found")
        assert await send(as_stranger, str(uuid4()), "a.txt", LEASE) == (404, "Vault not found")

    async def test_nobody_is_401(self, as_nobody: Caller, vault_id: str) -> None:
        assert (await send(as_nobody, vault_id, "a.txt", LEASE))[0] == 401

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\scans\\pass port.txt", "pass port.txt"),
            ("Reisepaß 旅券.txt", "Reisepaß 旅券.txt"),
            ("a" * 300, "a" * 255),
            ("../..", "document"),
            ("gpj.\u202efdp.txt", "gpj.fdp.txt"),
            ("\u200f\u200b", "document"),
            ("/", "document"),
        ],
    )
    async def test_keeps_the_plain_name(self, as_owner: Caller, vault_id: str, sent: str, kept: str) -> None:
        assert (await upload(as_owner, vault_id, sent))["filename"] == kept

    async def test_takes_what_can_not_be_printed_out_of_the_name(self, as_owner: Caller, vault_id: str) -> None:
        """Clients escape such characters; this one does not."""
        part = b'--x\r\nContent-Disposition: form-data; name="file"; filename="pass\x00port\x1b[1m.txt"\r\n\r\n'
        response = await as_owner.post(
            "document",
            f"/vaults/{vault_id}/documents/upload",
            content=part + LEASE + b"\r\n--x--\r\n",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
        assert response.json()["document"]["filename"] == "passport[1m.txt"


class TestVaultService:
    async def test_away_is_503_and_never_allowed(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        platform.router.down.add(platform.resources("vault").settings.port("vault"))
        response = await as_owner.get("document", f"/vaults/{vault_id}/documents")
        assert response.status_code == 503
        assert response.json() == {"detail": "The vault service is not available"}

    async def test_is_asked_once_and_then_remembered(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        for _ in range(3):
            assert (await as_owner.get("document", f"/vaults/{vault_id}/documents")).status_code == 200
        asked = [request for request in platform.router.requests if request.url.path.endswith("/access")]
        assert len(asked) == 1

    async def test_deleted_vault_is_gone_at_once(self, as_owner: Caller, vault_id: str) -> None:
        assert (await as_owner.get("document", f"/vaults/{vault_id}/documents")).status_code == 200
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        assert (await as_owner.get("document", f"/vaults/{vault_id}/documents")).status_code == 404
