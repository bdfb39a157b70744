"""A person's word about a document, through the door."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.document.models import Chunk
from services.document.processing.repository import ProcessingRepository
from services.document.processing.stages import Stage
from services.document.processing.work import WORK
from tests.support.documents import upload, upload_and_process
from tests.support.platform import Caller, Platform

PASSPORT = b"""PASSPORT

Surname: ERIKSSON
Given names: ANNA MARIA
Passport Number: L898902C3
Date of expiry: 15 APR 2030
"""


async def classify(caller: Caller, document_id: str, **body: Any) -> tuple[int, dict[str, Any]]:
    response = await caller.patch("document", f"/documents/{document_id}/classify", json=body)
    answer: dict[str, Any] = response.json()
    return response.status_code, answer


async def read(caller: Caller, document_id: str) -> dict[str, Any]:
    document: dict[str, Any] = (await caller.get("document", f"/documents/{document_id}")).json()["document"]
    return document


async def type_id(caller: Caller, code: str) -> str:
    types = (await caller.get("document", "/document-types")).json()["document_types"]
    return str(next(kind["id"] for kind in types if kind["code"] == code))


class TestClassify:
    async def test_reads_the_fields_of_the_new_type(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, "a.txt", PASSPORT)
        async with platform.session("document") as session:
            chunks = (await session.scalars(select(Chunk.id).order_by(Chunk.id))).all()
        status, body = await classify(as_owner, document["id"], document_type_code="lease")
        said = body["document"]
        assert status == 200
        assert (said["document_type_code"], said["classification_confidence"]) == ("LEASE", 1)
        assert said["status"] == "processing"
        await platform.run_tasks()
        assert "surname" not in (await read(as_owner, document["id"]))["metadata"]
        await classify(as_owner, document["id"], document_type_id=await type_id(as_owner, "PASSPORT"))
        await platform.run_tasks()
        again = await read(as_owner, document["id"])
        assert again["status"] == "processed"
        assert again["metadata"]["surname"] == "ERIKSSON"
        assert again["metadata"]["expiration_date"] == "2030-04-15"
        async with platform.session("document") as session:
            assert (await session.scalars(select(Chunk.id).order_by(Chunk.id))).all() == chunks

    async def test_word_survives_reprocessing(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, "a.txt", PASSPORT)
        metadata = {"expiration_date": "2 May 2031", "surname": None, "nationality": "Germany", "sex": "female"}
        _, body = await classify(as_owner, document["id"], document_type_code="PASSPORT", metadata=metadata)
        expected = {"expiration_date": "2031-05-02", "nationality": "D", "sex": "F"}
        assert expected.items() <= body["document"]["metadata"].items()
        assert "surname" not in body["document"]["metadata"]
        await platform.run_tasks()
        await as_owner.post("document", f"/documents/{document['id']}/reprocess")
        await platform.run_tasks()
        again = await read(as_owner, document["id"])
        assert (again["status"], again["document_type_code"]) == ("processed", "PASSPORT")
        assert again["classification_confidence"] == 1
        assert expected.items() <= again["metadata"].items()
        assert "surname" not in again["metadata"]
        assert again["metadata"]["given_names"] == "ANNA MARIA"
        details = again["metadata_details"]["expiration_date"]
        assert details.pop("box"), "where it was read"
        assert details == {
            "value": "2031-05-02",
            "confidence": 1,
            "page": 1,
            "method": "user",
            "verified": False,
            "printed": "15 APR 2030",
        }

    async def test_confirmed_value_keeps_its_place(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, "a.txt", PASSPORT)
        await classify(
            as_owner, document["id"], document_type_code="PASSPORT", metadata={"expiration_date": "2030-04-15"}
        )
        await platform.run_tasks()
        details = (await read(as_owner, document["id"]))["metadata_details"]["expiration_date"]
        assert (details["value"], details["method"], details["confidence"]) == ("2030-04-15", "user", 1)
        assert (details["page"], bool(details["box"])) == (1, True)

    async def test_word_of_before_stays_beside_a_new_one(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, "a.txt", PASSPORT)
        for metadata in ({"sex": "M"}, {"surname": "Svensson"}):
            await classify(as_owner, document["id"], document_type_code="PASSPORT", metadata=metadata)
        assert {"sex": "M", "surname": "Svensson"}.items() <= (await read(as_owner, document["id"]))["metadata"].items()
        _, body = await classify(as_owner, document["id"], document_type_code="LEASE")
        assert body["document"]["metadata"] == {}

    async def test_is_an_act_in_the_vault(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        await classify(as_owner, document["id"], document_type_code="PASSPORT", metadata={"sex": "F"})
        await platform.run_tasks()
        entries = (await as_owner.get("vault", f"/vaults/{vault_id}/activity")).json()["activity"]
        (entry,) = [each for each in entries if each["action"] == "document.classified"]
        assert entry["metadata"] == {"document_type_code": "PASSPORT", "fields": ["sex"]}

    async def test_before_the_document_is_read(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id, "a.txt", PASSPORT)
        await classify(as_owner, document["id"], document_type_code="LEASE", metadata={})
        await platform.run_tasks()
        again = await read(as_owner, document["id"])
        assert (again["status"], again["document_type_code"]) == ("processed", "LEASE")

    async def test_between_two_stages_is_seen_by_the_next(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        resources: Any = platform.resources("document")
        identifier, owner = (await upload(as_owner, vault_id, "a.txt", PASSPORT))["id"], uuid4()
        async with platform.session("document") as session, session.begin():
            claimed = await ProcessingRepository(session).claim(UUID(identifier), owner)
        assert claimed is not None
        for stage in (Stage.READ, Stage.UNDERSTAND):
            await WORK[stage](resources, claimed, owner)
        await classify(as_owner, identifier, document_type_code="LEASE")
        assert await WORK[Stage.INDEX](resources, claimed, owner) is Stage.UNDERSTAND
        assert await WORK[Stage.UNDERSTAND](resources, claimed, owner) is Stage.INDEX
        assert await WORK[Stage.INDEX](resources, claimed, owner) is Stage.DONE
        again = await read(as_owner, identifier)
        assert (again["document_type_code"], again["classification_confidence"]) == ("LEASE", 1)

    async def test_unreadable_document_stays_failed(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, "broken.pdf", b"%PDF-1.7\n%%EOF\n")
        _, body = await classify(
            as_owner, document["id"], document_type_code="PASSPORT", metadata={"expiration_date": "2030-01-15"}
        )
        assert body["document"]["status"] == "failed"
        assert body["document"]["metadata"] == {"expiration_date": "2030-01-15"}


class TestRefused:
    @pytest.mark.parametrize(
        ("body", "detail"),
        [
            ({"document_type_code": "NOTHING"}, "Document type not found"),
            ({"document_type_id": str(uuid4())}, "Document type not found"),
        ],
    )
    async def test_unknown_type_is_404(
        self, as_owner: Caller, vault_id: str, body: dict[str, Any], detail: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        assert await classify(as_owner, document["id"], **body) == (404, {"detail": detail})

    async def test_two_types_are_422(self, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        passport = await type_id(as_owner, "PASSPORT")
        assert await classify(as_owner, document["id"], document_type_id=passport, document_type_code="LEASE") == (
            422,
            {"detail": "document_type_id and document_type_code name two different types"},
        )
        agreeing = {"document_type_id": passport, "document_type_code": "passport"}
        assert (await classify(as_owner, document["id"], **agreeing))[0] == 200

    @pytest.mark.parametrize("body", [{}, {"metadata": {"sex": "F"}}, {"document_type_code": "PASSPORT", "more": 1}])
    async def test_other_bodies_are_422(self, as_owner: Caller, vault_id: str, body: dict[str, Any]) -> None:
        document = await upload(as_owner, vault_id)
        assert (await classify(as_owner, document["id"], **body))[0] == 422

    @pytest.mark.parametrize(
        ("metadata", "detail"),
        [
            ({"expiration_date": "2030-02-30"}, "expiration_date is not a date; write YYYY-MM-DD"),
            ({"expiration_date": "04/05/2030"}, "expiration_date is not a date; write YYYY-MM-DD"),
            ({"expiration_date": 2030}, "expiration_date is not a date; write YYYY-MM-DD"),
            ({"nationality": "Nowhere"}, "nationality is not a country"),
            ({"sex": "yes"}, "sex is not one of F, M and X"),
            ({"surname": "  "}, "surname is empty or has characters that can't be printed"),
            ({"surname": "a\u202eb"}, "surname is empty or has characters that can't be printed"),
            ({"shoe_size": "44"}, "shoe_size is not a field of PASSPORT"),
        ],
    )
    async def test_value_that_does_not_fit_is_422_and_named(
        self, as_owner: Caller, vault_id: str, metadata: dict[str, Any], detail: str
    ) -> None:
        document = await upload(as_owner, vault_id)
        answer = await classify(as_owner, document["id"], document_type_code="PASSPORT", metadata=metadata)
        assert answer == (422, {"detail": f"metadata: {detail}"})
        assert (await read(as_owner, document["id"]))["document_type_code"] is None

    @pytest.mark.parametrize("value", [True, ["F"], {"value": "F"}, "F" * 301])
    async def test_value_of_another_shape_is_422(self, as_owner: Caller, vault_id: str, value: object) -> None:
        document = await upload(as_owner, vault_id)
        answer = await classify(as_owner, document["id"], document_type_code="PASSPORT", metadata={"sex": value})
        assert answer[0] == 422

    async def test_stranger_learns_nothing(self, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        answer = await classify(as_stranger, document["id"], document_type_code="PASSPORT")
        assert answer == (404, {"detail": "Document not found"})
