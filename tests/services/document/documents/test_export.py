"""What a person takes along of a vault's documents."""

from uuid import UUID, uuid4

from shared.storage import Storage
from tests.support.documents import LEASE, upload
from tests.support.platform import Caller, Platform


async def test_documents_and_their_files(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    document = await upload(as_owner, vault_id)
    documents = platform.resources("account").documents
    (exported,) = await documents.export(UUID(vault_id))
    assert (exported["id"], exported["filename"], exported["size_bytes"]) == (document["id"], "lease.txt", len(LEASE))
    async with documents.file(UUID(document["id"])) as response:
        assert response.headers["Content-Length"] == str(len(LEASE))
        assert await response.aread() == LEASE


async def test_file_that_is_gone_is_404(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    document = await upload(as_owner, vault_id)
    storage: Storage = platform.resources("document").storage  # type: ignore[attr-defined] # of the document service
    await storage.delete_prefix(f"documents/{document['id']}")
    for document_id in (UUID(document["id"]), uuid4()):
        async with platform.resources("account").documents.file(document_id) as response:
            await response.aread()
            assert (response.status_code, response.json()) == (404, {"detail": "Document not found"})


async def test_vault_of_nobody_holds_nothing(platform: Platform) -> None:
    assert await platform.resources("account").documents.export(uuid4()) == []
