"""The fields of a whole vault, through the door."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from services.document.models import Document, Status
from tests.support.documents import upload
from tests.support.platform import Caller, Platform

TODAY = datetime(2026, 11, 23, 12, tzinfo=UTC)


async def overview(caller: Caller, vault_id: str, **query: Any) -> dict[str, Any]:
    response = await caller.get("document", f"/vaults/{vault_id}/documents/metadata", params=query)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def place(platform: Platform, caller: Caller, vault_id: str, name: str, code: str | None, **fields: str) -> str:
    """A document with fields as processing leaves them."""
    document = await upload(caller, vault_id, name, f"The text of {name}.".encode())
    details = {
        field: {"value": value, "confidence": 1, "page": 1, "box": None, "method": "text", "verified": False}
        for field, value in fields.items()
    }
    status = Status.PROCESSED if code else Status.PROCESSING
    async with platform.session("document") as session, session.begin():
        await session.execute(
            update(Document)
            .where(Document.id == UUID(document["id"]))
            .values(metadata_details=details, document_type_code=code, status=status)
        )
    identifier: str = document["id"]
    return identifier


@pytest.fixture
async def ids(platform: Platform, as_owner: Caller, vault_id: str) -> dict[str, str]:
    papers: list[tuple[str, str | None, dict[str, str]]] = [
        ("soon", "PASSPORT", {"expiration_date": "2026-12-23", "surname": "ERIKSSON"}),
        ("gone", "PASSPORT", {"expiration_date": "2026-11-13"}),
        ("later", "PASSPORT", {"expiration_date": "2029-01-01"}),
        ("request", "RFE", {"response_due": "2026-11-24"}),
        ("stay", "I94", {"admit_until": "D/S"}),
        ("bill", "UTILITY_BILL", {"bill_date": "2026-11-24"}),
        ("unread", None, {}),
    ]
    return {name: await place(platform, as_owner, vault_id, name, code, **fields) for name, code, fields in papers}


class TestOverview:
    async def test_empty_vault(self, as_owner: Caller, vault_id: str) -> None:
        assert await overview(as_owner, vault_id) == {
            "documents": [],
            "summary": {"total": 0, "by_type": {}, "by_status": {}, "expiring": []},
            "pagination": {"has_more": False, "next_cursor": None},
        }

    async def test_shows_fields_and_counts(self, as_owner: Caller, vault_id: str, ids: dict[str, str]) -> None:
        body = await overview(as_owner, vault_id)
        by_id = {document["id"]: document for document in body["documents"]}
        assert by_id[ids["soon"]] == {
            "id": ids["soon"],
            "filename": "soon",
            "document_type_code": "PASSPORT",
            "status": "processed",
            "metadata": {"expiration_date": "2026-12-23", "surname": "ERIKSSON"},
        }
        assert body["summary"]["total"] == 7
        assert body["summary"]["by_type"] == {"PASSPORT": 3, "RFE": 1, "I94": 1, "UTILITY_BILL": 1}
        assert body["summary"]["by_status"] == {"processed": 6, "processing": 1}

    @pytest.mark.parametrize(
        ("within_days", "expected"),
        [
            (None, [("gone", -10), ("request", 1), ("soon", 30)]),
            (0, [("gone", -10)]),
            (29, [("gone", -10), ("request", 1)]),
            (3650, [("gone", -10), ("request", 1), ("soon", 30), ("later", 770)]),
        ],
    )
    async def test_tells_what_ends_soonest_first(
        self,
        platform: Platform,
        as_owner: Caller,
        vault_id: str,
        ids: dict[str, str],
        within_days: int | None,
        expected: list[tuple[str, int]],
    ) -> None:
        with platform.at(TODAY):
            query = {} if within_days is None else {"within_days": within_days}
            expiring = (await overview(as_owner, vault_id, **query))["summary"]["expiring"]
        assert [(each["document_id"], each["days_left"]) for each in expiring] == [
            (ids[name], days) for name, days in expected
        ]

    async def test_names_the_field_and_what_it_means(
        self, platform: Platform, as_owner: Caller, vault_id: str, ids: dict[str, str]
    ) -> None:
        with platform.at(TODAY):
            _, due, expires = (await overview(as_owner, vault_id))["summary"]["expiring"]
        assert (due["field"], due["kind"], due["date"]) == ("response_due", "due", "2026-11-24")
        assert expires == {
            "document_id": ids["soon"],
            "filename": "soon",
            "document_type_code": "PASSPORT",
            "field": "expiration_date",
            "kind": "expires",
            "date": "2026-12-23",
            "days_left": 30,
        }

    async def test_summary_is_of_the_vault_on_every_page(
        self, as_owner: Caller, vault_id: str, ids: dict[str, str]
    ) -> None:
        seen, query = [], {"limit": "3"}
        while True:
            body = await overview(as_owner, vault_id, **query)
            assert body["summary"]["total"] == len(ids)
            seen += [document["id"] for document in body["documents"]]
            if not body["pagination"]["has_more"]:
                break
            query["cursor"] = body["pagination"]["next_cursor"]
        assert sorted(seen) == sorted(ids.values())

    async def test_costs_three_statements(
        self, platform: Platform, as_owner: Caller, vault_id: str, ids: dict[str, str]
    ) -> None:
        with platform.statements("document") as statements:
            await overview(as_owner, vault_id)
        assert (len(statements), len(ids)) == (3, 7)


class TestRefused:
    @pytest.mark.parametrize("query", ["within_days=-1", "within_days=soon", "within_days=36501", "limit=101"])
    async def test_other_queries_are_422(self, as_owner: Caller, vault_id: str, query: str) -> None:
        assert (await as_owner.get("document", f"/vaults/{vault_id}/documents/metadata?{query}")).status_code == 422

    async def test_forged_cursor_is_400(self, as_owner: Caller, vault_id: str) -> None:
        response = await as_owner.get("document", f"/vaults/{vault_id}/documents/metadata?cursor=e30")
        assert response.status_code == 400

    async def test_stranger_learns_nothing(self, as_stranger: Caller, as_nobody: Caller, vault_id: str) -> None:
        path = f"/vaults/{vault_id}/documents/metadata"
        assert (await as_stranger.get("document", path)).status_code == 404
        assert (await as_nobody.get("document", path)).status_code == 401
