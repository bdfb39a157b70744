"""Imports of persons: from JSON and from files as people have them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.immigration.imports.errors import BadFlag, FileUnreadable
from services.immigration.imports.sheets import Columns, Sheet
from tests.services.immigration.conftest import ANNA
from tests.support.platform import Caller, Platform

ROWS = [ANNA, {"first_name": "Oskar", "last_name": "Lindqvist", "email": "oskar@utopia.example"}]
CSV = "first_name,last_name,email,external_id\nAnna,Eriksson,anna@utopia.example,E-17\nZoë,Öberg,,E-18\n"


async def sent(who: Caller, rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    response = await who.post("immigration", "/import/persons", json={"persons": rows, **more})
    assert response.status_code == 200, response.text
    result: dict[str, Any] = response.json()
    return result


async def uploaded(who: Caller, content: bytes, **form: str) -> tuple[int, dict[str, Any]]:
    files = {"file": ("persons.csv", content, "text/csv")}
    response = await who.post("immigration", "/import/persons", files=files, data=form)
    return response.status_code, response.json()


async def names(who: Caller) -> list[str]:
    persons = (await who.get("immigration", "/persons", params={"limit": 100})).json()["persons"]
    return sorted(f"{person['first_name']} {person['last_name']}" for person in persons)


def counts(result: dict[str, Any]) -> tuple[int, int, int]:
    return result["imported"], result["updated"], result["skipped"]


class TestJson:
    async def test_a_second_time_changes_nothing(self, as_owner: Caller) -> None:
        assert counts(await sent(as_owner, ROWS)) == (2, 0, 0)
        assert counts(await sent(as_owner, ROWS)) == (0, 0, 2)
        assert await names(as_owner) == ["Anna Eriksson", "Oskar Lindqvist"]

    async def test_known_ones_are_updated(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        row = {"first_name": "Anna", "last_name": "Berg", "external_id": "E-17", "passport_number": "ZZ0000001"}
        assert counts(await sent(as_owner, [row])) == (0, 1, 0)
        person = (await as_owner.get("immigration", f"/persons/{anna['id']}")).json()
        assert (person["last_name"], person["passport_number"]) == ("Berg", "ZZ0000001")
        assert (person["sevis_id"], person["nationalities"]) == (ANNA["sevis_id"], ["SWE"])

    async def test_dry_run_changes_nothing(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        before = len(await platform.outbox("immigration"))
        result = await sent(as_owner, [*ROWS, ANNA | {"external_id": "E-17", "employer": "X"}], dry_run=True)
        assert (counts(result), result["dry_run"]) == ((1, 0, 2), True)
        assert await names(as_owner) == ["Anna Eriksson"]
        assert len(await platform.outbox("immigration")) == before

    async def test_errors_name_row_and_field_and_lose_nobody(self, as_owner: Caller) -> None:
        wrong: list[dict[str, Any]] = [
            {"first_name": "Anna"},
            ANNA | {"date_of_birth": "30.02.1974"},
            ROWS[1],
            ROWS[1],
            ANNA | {"employer": "=cmd()"},
            ANNA | {"shoe_size": 44},
        ]
        result = await sent(as_owner, wrong)
        assert counts(result) == (1, 0, 5)
        told = [(error["row"], error["field"]) for error in result["errors"]]
        assert told == [(1, "last_name"), (2, "date_of_birth"), (4, "email"), (5, "employer"), (6, "shoe_size")]
        assert result["errors"][2]["message"] == "stands in row 3 already"
        assert "30.02.1974" not in json.dumps(result)
        assert await names(as_owner) == ["Oskar Lindqvist"]

    @pytest.mark.parametrize(
        ("kind", "row"), [("persons", {"employer": "X" * 200}), ("statuses", {"notes": "X" * 200})]
    )
    async def test_ten_thousand_rows_at_once(self, as_owner: Caller, kind: str, row: dict[str, Any]) -> None:
        response = await as_owner.post("immigration", f"/import/{kind}", json={kind: [row] * 10_000, "dry_run": True})
        assert response.status_code == 200, response.text
        assert response.json()["skipped"] == 10_000

    async def test_more_than_an_import_may_have(self, as_owner: Caller) -> None:
        large = json.dumps({"persons": [{"employer": "X" * 21_000_000}]})
        response = await as_owner.post(
            "immigration", "/import/persons", content=large, headers={"content-type": "application/json"}
        )
        assert (response.status_code, response.json()) == (413, {"detail": "The request body is too large"})

    async def test_each_is_published(self, platform: Platform, as_owner: Caller) -> None:
        await sent(as_owner, ROWS)
        await sent(as_owner, [ROWS[0] | {"employer": "Elsewhere"}])
        told = [row.name for row in await platform.outbox("immigration")]
        assert told == ["person.created", "person.created", "person.updated"]

    async def test_statements_grow_with_batches_not_rows(self, platform: Platform, as_owner: Caller) -> None:
        rows = [{"first_name": "P", "last_name": "X", "external_id": f"E-{number}"} for number in range(500)]
        with platform.statements("immigration") as statements:
            assert counts(await sent(as_owner, rows)) == (500, 0, 0)
        assert len(statements) <= 6

    async def test_of_an_organization_of_others_is_404(self, as_owner: Caller, as_stranger: Caller) -> None:
        organization = (await as_stranger.post("organization", "/organizations", json={"name": "X"})).json()["id"]
        body = {"persons": ROWS, "organization_id": organization}
        assert (await as_owner.post("immigration", "/import/persons", json=body)).status_code == 404
        assert await names(as_owner) == []

    @pytest.mark.parametrize("body", [{}, {"persons": "Anna"}, {"persons": [1]}, {"persons": [], "who": 1}])
    async def test_other_shapes_are_422(self, as_owner: Caller, body: dict[str, Any]) -> None:
        response = await as_owner.post("immigration", "/import/persons", json=body)
        assert response.status_code == 422
        assert response.json()["detail"][0]["loc"][0] == "body"

    async def test_too_many_rows_are_413(self, as_owner: Caller) -> None:
        body: dict[str, Any] = {"persons": [{}] * 20_001}
        assert (await as_owner.post("immigration", "/import/persons", json=body)).status_code == 413

    async def test_other_types_are_415(self, as_owner: Caller) -> None:
        response = await as_owner.post("immigration", "/import/persons", content=b"x")
        assert response.status_code == 415


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    async def test_as_people_have_them(self, as_owner: Caller, encoding: str, separator: str) -> None:
        status, result = await uploaded(as_owner, CSV.replace(",", separator).encode(encoding))
        assert (status, counts(result)) == (200, (2, 0, 0))
        assert await names(as_owner) == ["Anna Eriksson", "Zoë Öberg"]

    async def test_columns_get_the_names_of_fields(self, as_owner: Caller) -> None:
        content = 'Vorname;Last Name;Schuhgröße;nationalities\n"An""na";"Eriks\nson";44;SWE, FRA\n'
        status, result = await uploaded(as_owner, content.encode(), mapping='{"Vorname": "first_name"}')
        assert (status, counts(result), result["ignored_columns"]) == (200, (1, 0, 0), ["Schuhgröße"])
        (person,) = (await as_owner.get("immigration", "/persons")).json()["persons"]
        assert (person["first_name"], person["last_name"]) == ('An"na', "Eriks\nson")
        assert person["nationalities"] == ["SWE", "FRA"]

    async def test_empty_cells_leave_what_is_known(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        content = b"first_name,last_name,external_id,employer,sevis_id\nAnna,Eriksson,E-17,,\n"
        assert counts((await uploaded(as_owner, content))[1]) == (0, 0, 1)

    async def test_a_huge_cell_is_an_error_of_its_row(self, as_owner: Caller) -> None:
        content = f"first_name,last_name\n{'A' * 1_000_000},X\nAnna,Eriksson\n".encode()
        _, result = await uploaded(as_owner, content)
        assert (counts(result), result["errors"][0]["row"]) == ((1, 0, 1), 1)

    async def test_dry_run(self, as_owner: Caller) -> None:
        assert (await uploaded(as_owner, CSV.encode(), dry_run="true"))[1]["imported"] == 2
        assert await names(as_owner) == []

    @pytest.mark.parametrize(
        ("content", "form", "detail"),
        [
            (b"", {}, "The first row names none of the fields"),
            (b"colour,size\nred,44\n", {}, "The first row names none of the fields"),
            (b"PK\x03\x04...", {}, "The workbook is damaged, or of a kind that is not read"),
            (b"%PDF-1.7\n\0\1\2", {}, "The file is neither a CSV file nor a workbook"),
            (CSV.encode(), {"mapping": "Vorname"}, None),
            (CSV.encode(), {"mapping": '{"Vorname": "shoe_size"}'}, "No field is called shoe_size"),
            (
                CSV.encode(),
                {"dry_run": "perhaps"},
                BadFlag.detail,
            ),
        ],
    )
    async def test_what_can_not_be_read_is_422(
        self, as_owner: Caller, content: bytes, form: dict[str, str], detail: str | None
    ) -> None:
        status, body = await uploaded(as_owner, content, **form)
        assert status == 422
        assert detail is None or body["detail"] == detail

    async def test_a_form_without_a_file(self, as_owner: Caller) -> None:
        response = await as_owner.post("immigration", "/import/persons", files={"other": b"x"})
        assert (response.status_code, response.json()) == (422, {"detail": "The form has no part named `file`"})

    async def test_a_quote_that_is_not_closed_says_which_row(self, as_owner: Caller) -> None:
        status, body = await uploaded(as_owner, b'first_name,last_name\nAnna,Eriksson\n"Oskar,Lindqvist\n')
        assert (status, body["detail"][:5]) == (422, "Row 2")


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    import io

    try:
        sheet = Sheet(io.BytesIO(content), Columns(frozenset({"first_name", "last_name"})))
        for row in sheet.rows():
            assert row.keys() <= {"first_name", "last_name"}
    except FileUnreadable:
        pass
