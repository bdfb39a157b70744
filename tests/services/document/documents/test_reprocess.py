"""Having a document read anew, through the door."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from services.document.models import Chunk, Document, DocumentPage
from tests.support.documents import upload, upload_and_process
from tests.support.platform import Caller, Platform


async def reprocess(caller: Caller, document_id: str) -> tuple[int, dict[str, Any]]:
    response = await caller.post("document", f"/documents/{document_id}/reprocess")
    body: dict[str, Any] = response.json()
    return response.status_code, body


async def number_of(platform: Platform, model: type) -> int:
    async with platform.session("document") as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def found(caller: Caller, vault_id: str) -> list[str]:
    response = await caller.post("document", f"/vaults/{vault_id}/semantic-search", json={"query": "monthly rent"})
    return [result["document_id"] for result in response.json()["results"]]


class TestReprocess:
    async def test_reads_the_file_anew(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        async with platform.session("document") as session, session.begin():
            await session.execute(update(DocumentPage).values(text="misread"))
        status, body = await reprocess(as_owner, document["id"])
        assert status == 200
        assert body["document"]["status"] == "processing"
        await platform.run_tasks()
        again = (await as_owner.get("document", f"/documents/{document['id']}")).json()["document"]
        assert again | {"processed_at": None} == document | {"processed_at": None}
        async with platform.session("document") as session:
            assert "misread" not in (await session.scalars(select(DocumentPage.text))).all()

    async def test_old_text_is_found_until_the_new_one_is_there(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        chunks = await number_of(platform, Chunk)
        await reprocess(as_owner, document["id"])
        assert await found(as_owner, vault_id) == [document["id"]]
        await platform.run_tasks()
        assert await found(as_owner, vault_id) == [document["id"]]
        assert await number_of(platform, Chunk) == chunks

    async def test_failed_document_gets_all_its_tries_again(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        key: str
        async with platform.session("document") as session, session.begin():
            key = (await session.get_one(Document, UUID(document["id"]))).storage_key
            await session.execute(update(Document).values(storage_key="documents/nowhere"))
        await platform.run_tasks()
        failed = (await as_owner.get("document", f"/documents/{document['id']}")).json()["document"]
        assert (failed["status"], bool(failed["error"])) == ("failed", True)
        async with platform.session("document") as session, session.begin():
            await session.execute(update(Document).values(storage_key=key))
        _, body = await reprocess(as_owner, document["id"])
        assert (body["document"]["status"], body["document"]["error"]) == ("processing", None)
        await platform.run_tasks()
        read = (await as_owner.get("document", f"/documents/{document['id']}")).json()["document"]
        assert (read["status"], read["document_type_code"]) == ("processed", "LEASE")

    async def test_one_that_is_processed_now_is_409(self, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        assert await reprocess(as_owner, document["id"]) == (
            409,
            {"detail": "The document is being processed already"},
        )

    async def test_two_requests_yield_one(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        answers = [await reprocess(as_owner, document["id"]) for _ in range(2)]
        assert [status for status, _ in answers] == [200, 409]
        names = [row.name for row in await platform.outbox("document")]
        assert names.count("document.process") == 1

    async def test_stranger_learns_nothing(self, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        assert await reprocess(as_stranger, document["id"]) == (404, {"detail": "Document not found"})
