"""Narrowing a vault down, through the door."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from services.document.models import Document
from tests.support.documents import upload, upload_and_process
from tests.support.platform import Caller, Platform

PASSPORTS: dict[str, dict[str, Any]] = {
    "anna": {"nationality": "UTO", "surname": "ERIKSSON", "expiration_date": "2027-04-15"},
    "ben": {"nationality": "D", "surname": "Müller", "expiration_date": "2030-01-15"},
}
OTHERS: dict[str, dict[str, Any]] = {
    "visit": {"admit_until": "D/S"},
    "pay": {"gross_pay": "1250.50"},
    "poor": {"gross_pay": "900"},
}
CODES = {"anna": "PASSPORT", "ben": "PASSPORT", "visit": "I94", "pay": "PAY_STUB", "poor": "PAY_STUB"}


@pytest.fixture
async def names(platform: Platform, as_owner: Caller, vault_id: str) -> dict[str, str]:
    """Documents with fields as processing leaves them, by id."""
    known = {}
    for name, fields in (PASSPORTS | OTHERS).items():
        document = await upload(as_owner, vault_id, f"{name}.txt", f"The text of {name}.".encode())
        details = {
            field: {"value": value, "confidence": 1, "page": 1, "box": None, "method": "text", "verified": False}
            for field, value in fields.items()
        }
        async with platform.session("document") as session, session.begin():
            await session.execute(
                update(Document)
                .where(Document.id == UUID(document["id"]))
                .values(metadata_details=details, document_type_code=CODES[name], language="en")
            )
        known[document["id"]] = name
    return known


async def prefilter(caller: Caller, vault_id: str, **body: Any) -> tuple[int, dict[str, Any]]:
    response = await caller.post("document", f"/vaults/{vault_id}/documents/prefilter", json=body)
    answer: dict[str, Any] = response.json()
    return response.status_code, answer


class TestPrefilter:
    async def test_everything_matches_nothing_asked(
        self, as_owner: Caller, vault_id: str, names: dict[str, str]
    ) -> None:
        status, body = await prefilter(as_owner, vault_id)
        assert status == 200
        assert body["count"] == len(names) == len(body["documents"])
        assert body["document_ids"] == [document["id"] for document in body["documents"]]
        year = body["documents"][0]["created_at"][:4]
        assert body["facets"] == {
            "document_types": {"PASSPORT": 2, "I94": 1, "PAY_STUB": 2},
            "statuses": {"processing": 5},
            "languages": {"en": 5},
            "years": {year: 5},
        }
        read = (await as_owner.get("document", f"/documents/{body['document_ids'][0]}")).json()["document"]
        assert body["documents"][0] == read

    @pytest.mark.parametrize(
        ("metadata", "found"),
        [
            ({"expiration_date": {"lt": "2030-01-15"}}, {"anna"}),
            ({"expiration_date": {"lte": "15 January 2030"}}, {"anna", "ben"}),
            ({"expiration_date": {"gt": "2027-04-15"}}, {"ben"}),
            ({"expiration_date": {"gte": "2027-04-15", "lt": "2028-01-01"}}, {"anna"}),
            ({"expiration_date": {"eq": "2027-04-15"}}, {"anna"}),
            ({"expiration_date": {"in": ["2027-04-15", "2030-01-15"]}}, {"anna", "ben"}),
            ({"admit_until": {"eq": "d/s"}}, {"visit"}),
            ({"admit_until": {"gt": "1990-01-01"}}, set()),
            ({"gross_pay": {"gt": 900}}, {"pay"}),
            ({"gross_pay": {"gte": "900.00"}}, {"pay", "poor"}),
            ({"gross_pay": {"eq": 1250.5}}, {"pay"}),
            ({"gross_pay": {"in": [900, 901]}}, {"poor"}),
            ({"surname": {"eq": "eriksson"}}, {"anna"}),
            ({"surname": {"in": ["MÜLLER", "Schmidt"]}}, {"ben"}),
            ({"nationality": {"eq": "Germany"}}, {"ben"}),
            ({"surname": {"eq": "eriksson"}, "nationality": {"eq": "D"}}, set()),
        ],
    )
    async def test_compares_by_the_type_of_the_field(
        self, as_owner: Caller, vault_id: str, names: dict[str, str], metadata: dict[str, Any], found: set[str]
    ) -> None:
        status, body = await prefilter(as_owner, vault_id, metadata=metadata)
        assert status == 200, body
        assert {names[each] for each in body["document_ids"]} == found
        assert body["count"] == len(found) == sum(body["facets"]["document_types"].values())

    async def test_types_in_any_case(self, as_owner: Caller, vault_id: str, names: dict[str, str]) -> None:
        _, body = await prefilter(as_owner, vault_id, document_types=["passport", "I94"])
        assert {names[each] for each in body["document_ids"]} == {"anna", "ben", "visit"}
        _, body = await prefilter(as_owner, vault_id, document_types=[])
        assert body["count"] == 0

    async def test_time_of_upload(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload(as_owner, vault_id)
        async with platform.session("document") as session, session.begin():
            moment = datetime.fromisoformat("2026-03-01T12:00:00Z")
            await session.execute(update(Document).values(created_at=moment))
        for window, count in (
            ({"uploaded_after": "2026-03-01"}, 1),
            ({"uploaded_after": "2026-03-01T12:00:00Z"}, 1),
            ({"uploaded_after": "2026-03-01T12:00:01Z"}, 0),
            ({"uploaded_before": "2026-03-01T12:00:00Z"}, 0),
            ({"uploaded_before": "2026-03-01T14:00:00+01:00"}, 1),
        ):
            assert (await prefilter(as_owner, vault_id, **window))[1]["count"] == count, window
        assert document["status"] == "processing"

    @pytest.mark.parametrize(
        ("query", "count"), [("monthly rent", 1), ("RENTS", 1), ("lease.T", 1), ("rent nowhere", 0), ("%", 0)]
    )
    async def test_words_of_the_text_or_a_part_of_the_name(
        self, platform: Platform, as_owner: Caller, vault_id: str, query: str, count: int
    ) -> None:
        await upload_and_process(platform, as_owner, vault_id)
        assert (await prefilter(as_owner, vault_id, query=query))[1]["count"] == count

    async def test_limit_leaves_count_and_facets_whole(
        self, as_owner: Caller, vault_id: str, names: dict[str, str]
    ) -> None:
        _, body = await prefilter(as_owner, vault_id, limit=2)
        assert (len(body["documents"]), body["count"]) == (2, len(names))
        assert sum(body["facets"]["document_types"].values()) == len(names)

    async def test_costs_two_statements(
        self, platform: Platform, as_owner: Caller, vault_id: str, names: dict[str, str]
    ) -> None:
        with platform.statements("document") as statements:
            await prefilter(as_owner, vault_id, query="text", metadata={"surname": {"eq": "x"}})
        assert (len(statements), len(names)) == (2, 5)


class TestRefused:
    @pytest.mark.parametrize(
        ("metadata", "detail"),
        [
            ({"shoe_size": {"eq": "44"}}, "shoe_size is not a field of the catalogue"),
            ({"surname": {"lt": "M"}}, "surname: lt is for dates and numbers; a text knows eq and in"),
            ({"expiration_date": {"gt": "soon"}}, "expiration_date: is not a date; write YYYY-MM-DD"),
            (
                {"expiration_date": {"in": ["2030-01-15", "2030-02-30"]}},
                "expiration_date: is not a date; write YYYY-MM-DD",
            ),
            ({"admit_until": {"lt": "D/S"}}, "admit_until: is not a date; write YYYY-MM-DD"),
            ({"gross_pay": {"gt": "much"}}, "gross_pay: is not a number"),
            ({"nationality": {"eq": "Nowhere"}}, "nationality: is not a country"),
        ],
    )
    async def test_filter_that_does_not_fit_is_422_and_named(
        self, as_owner: Caller, vault_id: str, metadata: dict[str, Any], detail: str
    ) -> None:
        assert await prefilter(as_owner, vault_id, metadata=metadata) == (422, {"detail": f"metadata: {detail}"})

    @pytest.mark.parametrize(
        "body",
        [
            {"metadata": {"surname": {}}},
            {"metadata": {"surname": "ERIKSSON"}},
            {"metadata": {"surname": {"like": "E%"}}},
            {"metadata": {"surname": {"eq": True}}},
            {"metadata": {"surname": {"in": []}}},
            {"limit": 0},
            {"limit": 1001},
            {"query": ""},
            {"query": "rent\x00"},
            {"uploaded_after": "yesterday"},
            {"uploaded_after": "0001-01-01T00:00:00+14:00"},
            {"metadata": {"gross_pay": {"gt": "1e999999"}}},
            {"document_type": "PASSPORT"},
        ],
    )
    async def test_other_bodies_are_422(self, as_owner: Caller, vault_id: str, body: dict[str, Any]) -> None:
        assert (await prefilter(as_owner, vault_id, **body))[0] == 422

    async def test_unknown_operator_is_named(self, as_owner: Caller, vault_id: str) -> None:
        _, body = await prefilter(as_owner, vault_id, metadata={"surname": {"like": "E%"}})
        assert body["detail"][0]["loc"] == ["body", "metadata", "surname", "like"]

    async def test_unknown_type_is_404(self, as_owner: Caller, vault_id: str) -> None:
        answer = await prefilter(as_owner, vault_id, document_types=["NOTHING"])
        assert answer == (404, {"detail": "Document type not found"})

    async def test_stranger_learns_nothing(self, as_stranger: Caller, vault_id: str) -> None:
        assert await prefilter(as_stranger, vault_id) == (404, {"detail": "Vault not found"})
