"""Imports of statuses."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.immigration.imports.days import DateFormat, iso_day
from tests.services.immigration.test_imports import counts
from tests.support.platform import Caller, Platform

PASSPORT = {
    "external_id": "E-17",
    "status_type": "passport",
    "country": "SWE",
    "document_number": "AB8362917",
    "valid_from": "2022-04-02",
    "valid_until": "2032-04-02",
}
OPT = {"person_email": "anna@utopia.example", "status_type": "f1_opt", "valid_from": "2026-07-01"}


async def sent(who: Caller, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    response = await who.post("immigration", "/import/statuses", json={"statuses": rows, **more})
    assert response.status_code == 200, response.text
    result: dict[str, Any] = response.json()
    return result


async def uploaded(who: Caller, content: str, **form: str) -> dict[str, Any]:
    files = {"file": ("statuses.csv", content.encode(), "text/csv")}
    response = await who.post("immigration", "/import/statuses", files=files, data=form)
    assert response.status_code == 200, response.text
    result: dict[str, Any] = response.json()
    return result


async def statuses(who: Caller, person: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        await who.get("immigration", f"/persons/{person['id']}/statuses", params={"limit": 100})
    ).json()["statuses"]
    return found


class TestRows:
    async def test_a_second_time_changes_nothing(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        assert counts(await sent(as_owner, PASSPORT, OPT)) == (2, 0, 0)
        assert counts(await sent(as_owner, PASSPORT, OPT)) == (0, 0, 2)
        assert {each["status_type"] for each in await statuses(as_owner, anna)} == {"passport", "f1_opt"}

    async def test_known_by_its_number_however_it_is_spaced(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await sent(as_owner, PASSPORT)
        changed = {"document_number": "ab 8362917", "valid_from": "2022-04-03", "notes": "copied"}
        assert counts(await sent(as_owner, PASSPORT | changed)) == (0, 1, 0)
        (status,) = await statuses(as_owner, anna)
        assert (status["valid_from"], status["notes"]) == ("2022-04-03", "copied")

    async def test_what_is_left_out_stays(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await sent(as_owner, PASSPORT)
        row = {name: PASSPORT[name] for name in ("external_id", "status_type", "country", "document_number")}
        assert counts(await sent(as_owner, row)) == (0, 0, 1)
        (status,) = await statuses(as_owner, anna)
        assert status["valid_until"] == PASSPORT["valid_until"]

    async def test_without_number_or_day_it_is_still_known(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        row = {"person_id": anna["id"], "status_type": "citizen", "country": "USA"}
        assert counts(await sent(as_owner, row)) == (1, 0, 0)
        assert counts(await sent(as_owner, row)) == (0, 0, 1)

    async def test_the_last_current_one_stays_current(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        newer = PASSPORT | {"document_number": "NEW00001", "valid_from": "2026-01-01", "valid_until": "2036-01-01"}
        assert counts(await sent(as_owner, PASSPORT, newer)) == (2, 0, 0)
        current = [each["valid_until"] for each in await statuses(as_owner, anna) if each["is_current"]]
        assert current == ["2036-01-01"]

    async def test_dry_run_changes_nothing(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        before = len(await platform.outbox("immigration"))
        assert counts(await sent(as_owner, PASSPORT, OPT, dry_run=True)) == (2, 0, 0)
        assert await statuses(as_owner, anna) == []
        assert len(await platform.outbox("immigration")) == before

    async def test_each_is_published(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        await sent(as_owner, PASSPORT)
        await sent(as_owner, PASSPORT | {"notes": "x"})
        told = [row.name for row in await platform.outbox("immigration") if row.name.startswith("status.")]
        assert told == ["status.created", "status.updated"]

    async def test_statements_grow_with_batches_not_rows(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any]
    ) -> None:
        rows = [OPT | {"valid_from": f"{1950 + n // 12}-{1 + n % 12:02}-01", "is_current": False} for n in range(500)]
        with platform.statements("immigration") as statements:
            assert counts(await sent(as_owner, *rows)) == (500, 0, 0)
        assert len(statements) <= 6


class TestErrors:
    @pytest.mark.parametrize(
        ("change", "field", "message"),
        [
            ({"external_id": "E-99"}, "external_id", "names none of your persons, or several"),
            ({"external_id": None}, None, "give one of external_id, person_email and person_id"),
            ({"person_email": "a@utopia.example"}, None, "give one of external_id, person_email and person_id"),
            ({"person_id": "Anna", "external_id": None}, "person_id", None),
            ({"status_type": "tourist"}, "status_type", None),
            ({"status_code": "F9"}, "status_code", "not a status code"),
            ({"country": "Sweden"}, "country", "not a code of ISO 3166-1 alpha-3"),
            ({"valid_from": "2033-01-01"}, None, "valid_until is before valid_from"),
            (
                {"valid_until": "2026-02-30"},
                "valid_until",
                "is no day as in 2026-03-01; for one as in 3/1/2026 send a file with its date_format",
            ),
            ({"notes": "=1+1"}, "notes", "is a formula"),
            ({"colour": "red"}, "colour", "Extra inputs are not permitted"),
        ],
    )
    async def test_name_row_and_field(
        self, as_owner: Caller, anna: dict[str, Any], change: dict[str, Any], field: str | None, message: str | None
    ) -> None:
        result = await sent(as_owner, PASSPORT | change, OPT)
        (error,) = result["errors"]
        assert (error["row"], error["field"]) == (1, field)
        assert message is None or error["message"] == message
        assert counts(result) == (1, 0, 1)

    async def test_days_that_would_be_in_the_wrong_order(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await sent(as_owner, PASSPORT)
        row = {name: PASSPORT[name] for name in ("external_id", "status_type", "country", "document_number")}
        result = await sent(as_owner, row | {"valid_until": "2020-01-01"})
        assert result["errors"] == [{"row": 1, "field": "valid_until", "message": "valid_until is before valid_from"}]
        (status,) = await statuses(as_owner, anna)
        assert status["valid_until"] == PASSPORT["valid_until"]

    async def test_twice_in_one_import(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        result = await sent(as_owner, PASSPORT, PASSPORT)
        assert result["errors"] == [{"row": 2, "field": "external_id", "message": "stands in row 1 already"}]

    async def test_an_address_of_two_persons_is_nobodys(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        twin = {"first_name": "Anna", "last_name": "Zwei", "email": "anna@utopia.example"}
        await as_owner.post("immigration", "/persons", json=twin)
        assert (await sent(as_owner, OPT))["errors"][0]["field"] == "person_email"

    async def test_persons_of_others_are_none(self, as_stranger: Caller, anna: dict[str, Any]) -> None:
        row = {"person_id": anna["id"], "status_type": "f1"}
        assert (await sent(as_stranger, row))["errors"][0]["message"] == "names none of your persons, or several"


class TestFiles:
    async def test_days_as_people_write_them(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        content = 'external_id,status_type,valid_from,valid_until\nE-17,visa,1 March 2024,"Mar 1, 2029"\n'
        assert counts(await uploaded(as_owner, content)) == (1, 0, 0)
        (status,) = await statuses(as_owner, anna)
        assert (status["valid_from"], status["valid_until"]) == ("2024-03-01", "2029-03-01")

    @pytest.mark.parametrize(("date_format", "day"), [("MDY", "2024-03-04"), ("DMY", "2024-04-03")])
    async def test_days_in_numbers_need_their_order(
        self, as_owner: Caller, anna: dict[str, Any], date_format: str, day: str
    ) -> None:
        content = "external_id;status_type;valid_from\nE-17;visa;3/4/2024\n"
        assert (await uploaded(as_owner, content))["errors"][0]["field"] == "valid_from"
        assert counts(await uploaded(as_owner, content, date_format=date_format)) == (1, 0, 0)
        assert [each["valid_from"] for each in await statuses(as_owner, anna)] == [day]


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from(list(DateFormat)))
def test_a_day_is_read_as_it_was_written(day: date, order: DateFormat) -> None:
    numbers = {"MDY": f"{day:%m/%d/%Y}", "DMY": f"{day:%d.%m.%Y}", "YMD": f"{day:%Y-%m-%d}"}
    assert iso_day(numbers[order], order) == day.isoformat()
    assert iso_day(f"{day:%d %B %Y}", None) == day.isoformat()


@given(st.text(max_size=20))
def test_what_is_no_day_stays_as_it_is(text: str) -> None:
    read = iso_day(text, None)
    assert read == text or len(read) == len("2026-03-01")
