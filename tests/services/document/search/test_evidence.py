"""What the document service hands to the assistant."""

from uuid import UUID

import pytest

from shared.clients.document import DocumentClient, EvidenceQuestion
from shared.evidence import Evidence
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

PASSPORT = b"PASSPORT\nType: P\nPassport No.: AB8362917\nSurname: LINDQVIST\nDate of expiry: 02 APR 2027\n"
LEASE = b"RESIDENTIAL LEASE AGREEMENT\nLandlord: Greta Holm\nThe tenant mows the lawn. Pets are not allowed.\n"


@pytest.fixture
async def papers(platform: Platform, as_owner: Caller, vault_id: str) -> str:
    for name, content in (("passport.txt", PASSPORT), ("lease.txt", LEASE)):
        await upload_and_process(platform, as_owner, vault_id, name, content)
    return vault_id


async def evidence(platform: Platform, vault_id: str, question: str, **options: object) -> Evidence:
    client = DocumentClient(platform.resources("assistant").http)
    return await client.evidence(UUID(vault_id), EvidenceQuestion.model_validate({"question": question, **options}))


def read(found: Evidence) -> dict[str, str]:
    return {fact.field: fact.value for fact in found.fields}


async def test_every_field_and_the_pages_they_stand_on(platform: Platform, papers: str) -> None:
    found = await evidence(platform, papers, "passport")
    assert read(found).items() >= {"document_number": "AB8362917", "landlord": "Greta Holm"}.items()
    assert {document.filename for document in found.documents} == {"passport.txt", "lease.txt"}
    assert not found.has_more_documents
    assert len(found.pages) == 2


async def test_only_the_fields_asked_for(platform: Platform, papers: str) -> None:
    found = await evidence(platform, papers, "passport", fields=["expiration_date", "no_such_field"])
    assert read(found) == {"expiration_date": "2027-04-02"}
    assert len(found.documents) == 2


async def test_only_documents_of_a_type(platform: Platform, papers: str) -> None:
    found = await evidence(platform, papers, "passport", document_types=["LEASE"])
    assert [document.filename for document in found.documents] == ["lease.txt"]
    assert {passage.filename for passage in found.passages} == {"passport.txt", "lease.txt"}


async def test_how_near_sentences_are(platform: Platform, papers: str) -> None:
    found = await evidence(platform, papers, "Who cuts the grass?", near_words=["mow", "cut", "lawn"])
    near = {one.sentence: one.cosine for passage in found.passages for one in passage.nearness}
    assert list(near) == ["The tenant mows the lawn."]
    assert near["The tenant mows the lawn."] > 0.3
    assert all(not passage.nearness for passage in (await evidence(platform, papers, "Who?")).passages)


async def test_no_sentences_in_an_empty_vault(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    found = await evidence(platform, vault_id, "Who cuts the grass?", near_words=["mow", "cut", "lawn"])
    assert (found.passages, found.documents, found.pages) == ([], [], [])
