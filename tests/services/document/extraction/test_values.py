from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import DateOrder, Field, FieldType, load_catalogue
from services.document.extraction.dates import DateStyle
from services.document.extraction.values import find_anywhere, may_follow, read_value

STYLE = DateStyle(DateOrder.MONTH_FIRST, 0.75, date(2026, 11, 23))


def field(kind: FieldType, **more: object) -> Field:
    return Field(name="field", label="Field", type=kind, **more)  # type: ignore[arg-type]  # each test knows its words


def field_of(code: str, name: str) -> Field:
    return next(found for found in load_catalogue().by_code(code).fields if found.name == name)


def value(known: Field, text: str) -> str | None:
    reading = read_value(known, text, STYLE)
    return reading.value if reading else None


@pytest.mark.parametrize(
    ("code", "name", "text", "read"),
    [
        ("I94", "admit_until", "D/S", "D/S"),
        ("I94", "admit_until", "03/13/2027", "2027-03-13"),
        ("I94", "i94_number", "123456789A1", "123456789A1"),
        ("I94", "i94_number", "601234567 89", "60123456789"),
        ("I94", "class_of_admission", "F1", "F1"),
        ("I94", "class_of_admission", "H-1B", "H-1B"),
        ("I94", "class_of_admission", "I-94", None),
        ("I765", "alien_number", "A 12 345 678", None),
        ("I765", "alien_number", "A12345678", "A012345678"),
        ("I765", "alien_number", "012-345-678", "A012345678"),
        ("EAD", "uscis_number", "012-345-678", "012345678"),
        ("EAD", "category", "C03B", "C03B"),
        ("EAD", "card_number", "IOE0912345678", "IOE0912345678"),
        ("I797", "receipt_number", "IOE 09 123 45678", "IOE0912345678"),
        ("I797", "receipt_number", "XYZ0912345678", None),
        ("I20", "sevis_id", "N0012345678 (F-1)", "N0012345678"),
        ("DS160", "ds160_number", "AA00C1XYZ9", "AA00C1XYZ9"),
        ("LCA", "lca_number", "I-200-25070-123456", "I-200-25070-123456"),
        ("ETA9089", "perm_number", "A-12345-67890", "A-12345-67890"),
        ("I9", "ssn", "123-45-6789", "123-45-6789"),
        ("I9", "ssn", "000-45-6789", None),
        ("I9", "ssn", "20529-2140", None),
        ("I129", "ein", "12-3456789", "12-3456789"),
        ("US_PASSPORT", "document_number", "910239248", "910239248"),
        ("PASSPORT", "document_number", "12AUG1974", None),
        ("PASSPORT", "personal_number", "ZE 184226 B", "ZE184226B"),
        ("I797", "beneficiary", "A098 765 432 MORUS, RAPHAEL", "MORUS, RAPHAEL"),
        ("I797", "applicant", "A098765432", None),
        ("I9", "email", "a.b@example.org", "a.b@example.org"),
    ],
)
def test_fields_of_the_catalogue(code: str, name: str, text: str, read: str | None) -> None:
    assert value(field_of(code, name), text) == read


class TestSex:
    @pytest.mark.parametrize(
        ("text", "sex"), [("F", "F"), ("F/F", "F"), ("Male", "M"), ("FEMALE", "F"), ("X", "X"), ("Féminin", "F")]
    )
    def test_as_printed(self, text: str, sex: str) -> None:
        assert value(field(FieldType.SEX), text) == sex

    @pytest.mark.parametrize("text", ["Male Female", "M F", "Married", ""])
    def test_boxes_and_other_words(self, text: str) -> None:
        assert value(field(FieldType.SEX), text) is None


class TestNames:
    @pytest.mark.parametrize("text", ["ERIKSSON", "Anna Maria", "O'Neill-Smith", "MORUS, RAPHAEL T.", "ÅSA", "Морус"])
    def test_people(self, text: str) -> None:
        assert value(field(FieldType.NAME), text) == text

    @pytest.mark.parametrize(
        "text",
        [
            "First Name (Given Name)",
            "City or Town",
            "N/A",
            "____",
            "12 AUG 1974",
            "as shown on your passport",
            "A",
            "State",
            "Street Number and Name",
            "Provide your full legal name here please",
        ],
    )
    def test_captions(self, text: str) -> None:
        assert value(field(FieldType.NAME), text) is None


class TestText:
    def test_keeps_what_is_printed(self) -> None:
        assert value(field(FieldType.TEXT), "  WASHINGTON,  U.S.A. ") == "WASHINGTON, U.S.A."

    @pytest.mark.parametrize(
        "text", ["Apt. Ste. Flr. Number", "and so on", "Are you married?", "Name:", "N/A", "x" * 200]
    )
    def test_captions_and_prose(self, text: str) -> None:
        assert value(field(FieldType.TEXT), text) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [("$4,800.00", "4800.00"), ("USD 96,000", "96000"), ("3720.15", "3720.15"), ("-", None), ("none", None)],
)
def test_money(text: str, amount: str | None) -> None:
    assert value(field(FieldType.MONEY), text) == amount


class TestDates:
    def test_period_is_its_second_date(self) -> None:
        reading = read_value(field(FieldType.DATE), "10/13/2023 - 09/30/2026", STYLE, is_period=True)
        assert reading is not None
        assert reading.value == "2026-09-30"

    def test_period_with_one_date(self) -> None:
        assert read_value(field(FieldType.DATE), "10/13/2023", STYLE, is_period=True) is None

    def test_weekday_may_stand_before(self) -> None:
        assert value(field(FieldType.DATE), "Thursday, October 9, 2025 at 08:30AM") == "2025-10-09"

    def test_words_may_not(self) -> None:
        assert value(field(FieldType.DATE), "of birth: 7 February 1988") is None


class TestBehindALabelWithoutColon:
    @pytest.mark.parametrize(("label", "text"), [("Surname", "ERIKSSON"), ("LN", "ERIKSSON")])
    def test_capitals_follow(self, label: str, text: str) -> None:
        assert may_follow(field(FieldType.NAME), label, text)

    @pytest.mark.parametrize(("label", "text"), [("Employer", "Completes Next Page"), ("SCHOOL", "INFORMATION")])
    def test_captions_go_on(self, label: str, text: str) -> None:
        assert not may_follow(field(FieldType.TEXT), label, text)

    def test_typed_values_follow(self) -> None:
        assert may_follow(field(FieldType.DATE), "EXP", "08/12/2029")


class TestAnywhere:
    def test_tells_where(self) -> None:
        text = "Notice\nReceipt IOE0912345678 of today"
        assert [
            (reading.value, text[place:][:3])
            for reading, place in find_anywhere(field_of("I797", "receipt_number"), text, STYLE)
        ] == [("IOE0912345678", "IOE")]

    @pytest.mark.parametrize(
        ("footer", "day"),
        [
            ("Form I-131 Edition 01/20/25", "2025-01-20"),
            ("Form I-9 03/08/13 N Page 9 of 9", "2013-03-08"),
            ("(Rev. 10/15/2021)", "2021-10-15"),
        ],
    )
    def test_edition(self, footer: str, day: str) -> None:
        assert [reading.value for reading, _ in find_anywhere(field_of("I9", "edition_date"), footer, STYLE)] == [day]


@given(st.sampled_from(list(FieldType)), st.text(max_size=400))
def test_any_text_is_survived(kind: FieldType, text: str) -> None:
    reading = read_value(field(kind), text, STYLE)
    assert reading is None or (reading.value and 0 < reading.certainty <= 1)
