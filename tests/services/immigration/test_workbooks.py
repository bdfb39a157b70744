"""Imports from workbooks."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest
import xlsxwriter

from tests.services.immigration.test_imports import CSV, counts, names, uploaded
from tests.support.platform import Caller

HEAD = ["first_name", "last_name", "external_id", "date_of_birth", "employer"]


def workbook(*rows: list[Any]) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEAD, *rows]):
            sheet.write_row(number, 0, row)
        book.add_worksheet().write(0, 0, "of no interest")
    return content.getvalue()


async def test_the_first_sheet(as_owner: Caller) -> None:
    born = date(1974, 8, 12)
    status, result = await uploaded(as_owner, workbook(["Anna", "Eriksson", 123456, born, "=A2"], ["Zoë", "Öberg"]))
    assert (status, counts(result)) == (200, (2, 0, 0))
    persons = (await as_owner.get("immigration", "/persons", params={"search": "123456"})).json()["persons"]
    assert [(each["external_id"], each["date_of_birth"]) for each in persons] == [("123456", "1974-08-12")]


async def test_errors_name_row_and_field(as_owner: Caller) -> None:
    _, result = await uploaded(as_owner, workbook(["Anna", "Eriksson"], ["Oskar", ""], ["A", "B", "", "yesterday"]))
    assert [(each["row"], each["field"]) for each in result["errors"]] == [(2, "last_name"), (3, "date_of_birth")]
    assert await names(as_owner) == ["Anna Eriksson"]


async def test_content_counts_and_not_the_name(as_owner: Caller) -> None:
    for filename, content in (("persons.csv", workbook(["Anna", "Eriksson", "1"])), ("persons.xlsx", CSV.encode())):
        response = await as_owner.post("immigration", "/import/persons", files={"file": (filename, content)})
        assert response.status_code == 200, response.text
    assert len(await names(as_owner)) == 3


async def test_too_many_rows_are_413_and_none_is_taken(as_owner: Caller) -> None:
    rows = [["P", "X"]] * 20_001
    status, body = await uploaded(as_owner, workbook(*rows))
    assert (status, body["detail"]) == (413, "An import has at most 20000 rows; send the rest in another")
    assert await names(as_owner) == []


def bomb() -> bytes:
    """A sheet of more than a gigabyte in one megabyte."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook())) as book,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
    ):
        for name in book.namelist():
            if name != "xl/worksheets/sheet1.xml":
                made.writestr(name, book.read(name))
        with made.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            sheet.write(b'<row r="1"><c t="inlineStr"><is><t>')
            for _ in range(1100):
                sheet.write(b"A" * 1024 * 1024)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "details"),
    [
        (b"PK\x03\x04 and nothing else", {"The workbook is damaged, or of a kind that is not read"}),
        (b"\xd0\xcf\x11\xe0 and nothing else", {"The workbook is damaged, or of a kind that is not read"}),
        (workbook()[:3000], {"The workbook is damaged, or of a kind that is not read"}),
    ],
)
async def test_what_is_no_workbook_is_422(as_owner: Caller, content: bytes, details: set[str]) -> None:
    status, body = await uploaded(as_owner, content)
    assert status == 422
    assert body["detail"] in details


async def test_a_bomb_does_no_harm(as_owner: Caller) -> None:
    status, body = await uploaded(as_owner, bomb())
    assert (status, body["detail"]) == (422, "The workbook is too large to be read; save it as CSV")
