"""What processing makes of failures, leases and lost messages."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, update

from services.document.models import Document
from services.document.processing.pipeline import GAVE_UP, KILLS_READERS, MAX_CLAIMS, MAX_FAILURES
from services.document.processing.tasks import process_document, sweep_documents
from tests.support.documents import one_page_pdf, upload, upload_and_process
from tests.support.platform import Caller, Platform


async def change(platform: Platform, document_id: str, **values: object) -> None:
    async with platform.session("document") as session, session.begin():
        await session.execute(update(Document).where(Document.id == UUID(document_id)).values(**values))


async def row(platform: Platform, document_id: str) -> Document:
    async with platform.session("document") as session:
        return await session.get_one(Document, UUID(document_id))


class TestFailures:
    @pytest.mark.parametrize(
        ("name", "content"), [("broken.pdf", b"%PDF-1.7\n%%EOF\n"), ("cut.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 40)]
    )
    async def test_unreadable_file_fails_at_once_and_says_why(
        self, platform: Platform, as_owner: Caller, vault_id: str, name: str, content: bytes
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, name, content)
        assert document["status"] == "failed"
        assert document["error"].endswith(".") or document["error"]
        assert "Traceback" not in document["error"]
        assert "/" not in document["error"]

    async def test_failed_document_is_published(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id, "broken.pdf", b"%PDF-1.7\n%%EOF\n")
        await process_document.run(platform.resources("document"), document_id=document["id"], on_queue="embedding")
        events = {row.name: row.payload for row in await platform.outbox("document")}
        assert events["document.failed"]["document_id"] == document["id"]
        assert events["document.failed"]["reason"]

    async def test_lost_file_is_tried_three_times(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        await change(platform, document["id"], storage_key="vaults/nowhere/nothing")
        ran = await platform.run_tasks()
        assert ran.count("document.process") == MAX_FAILURES
        failed = await row(platform, document["id"])
        assert (failed.status, failed.error, failed.failures) == ("failed", GAVE_UP, MAX_FAILURES)

    async def test_file_that_kills_its_readers_ends_failed(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        await change(platform, document["id"], claims=MAX_CLAIMS)
        await platform.run_tasks()
        failed = await row(platform, document["id"])
        assert (failed.status, failed.error, failed.failures) == ("failed", KILLS_READERS, 0)


class TestLeases:
    async def test_document_in_other_hands_is_left_alone(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        owner = uuid4()
        await change(platform, document["id"], lease_owner=owner, lease_until=func.now() + timedelta(minutes=1))
        await platform.run_tasks()
        held = await row(platform, document["id"])
        assert (held.status, held.lease_owner, held.claims) == ("processing", owner, 0)

    async def test_expired_lease_is_swept_and_worked_on(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        await change(platform, document["id"], lease_owner=uuid4(), lease_until=func.now() - timedelta(seconds=1))
        await sweep_documents.run(platform.resources("document"))
        assert "document.process" in await platform.run_tasks()
        done = await row(platform, document["id"])
        assert (done.status, done.failures) == ("processed", 0)

    async def test_lost_message_is_sent_again(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        await change(platform, document["id"], queued_at=func.now() - timedelta(minutes=6))
        before = len(await platform.outbox("document"))
        await sweep_documents.run(platform.resources("document"))
        assert len(await platform.outbox("document")) == before + 1

    async def test_waiting_document_is_not_swept(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        await upload(as_owner, vault_id)
        before = len(await platform.outbox("document"))
        await sweep_documents.run(platform.resources("document"))
        assert len(await platform.outbox("document")) == before

    async def test_second_message_does_nothing(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        processed_at = (await row(platform, document["id"])).processed_at
        await process_document.run(platform.resources("document"), document_id=document["id"], on_queue="embedding")
        assert (await row(platform, document["id"])).processed_at == processed_at


class TestText:
    async def test_pdf_with_a_text_layer_needs_no_ocr(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id, "letter.pdf", one_page_pdf("The hearing is in May."))
        ran = await platform.run_tasks()
        assert ran.count("document.process") == 1
        assert (await row(platform, document["id"])).status == "processed"

    async def test_processed_document_is_published_with_its_type(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        await process_document.run(platform.resources("document"), document_id=document["id"], on_queue="embedding")
        events = {row.name: row.payload for row in await platform.outbox("document")}
        assert events["document.processed"]["document_type_code"] == "LEASE"

    async def test_chosen_type_survives_processing(
        self, platform: Platform, as_owner: Caller, as_nobody: Caller, vault_id: str
    ) -> None:
        types = (await as_nobody.get("document", "/document-types")).json()["document_types"]
        affidavit = next(kind for kind in types if kind["code"] == "AFFIDAVIT")
        document = await upload_and_process(platform, as_owner, vault_id, document_type_id=affidavit["id"])
        assert (document["document_type_code"], document["classification_confidence"]) == ("AFFIDAVIT", 1)
