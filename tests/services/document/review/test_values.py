"""What people write, in its normal form."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import Field, FieldType
from services.document.review.values import normalise


def field(kind: FieldType) -> Field:
    return Field(name="field", label="Field", type=kind)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (FieldType.DATE, "2030-01-15", "2030-01-15"),
        (FieldType.DATE, " 15 January 2030 ", "2030-01-15"),
        (FieldType.DATE, "15.01.2030", "2030-01-15"),
        (FieldType.DATE, "01/15/2030", "2030-01-15"),
        (FieldType.ADMISSION_END, "d/s", "D/S"),
        (FieldType.ADMISSION_END, "2030-01-15", "2030-01-15"),
        (FieldType.COUNTRY, "utopia", "UTO"),
        (FieldType.SEX, "Male", "M"),
        (FieldType.NUMBER, "3.50", "3.50"),
        (FieldType.MONEY, "$1,250.00", "1250.00"),
        (FieldType.MONEY, "USD 900", "900"),
        (FieldType.IDENTIFIER, "A 012 345 678", "A012345678"),
        (FieldType.NAME, "Anna  Maria\tEriksson", "Anna Maria Eriksson"),
        (FieldType.TEXT, "Zürich", "Zürich"),
    ],
)
def test_is_in_normal_form(kind: FieldType, written: str, value: str) -> None:
    assert normalise(field(kind), written) == value


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (FieldType.DATE, "04/05/2030"),
        (FieldType.DATE, "15 January 30"),
        (FieldType.DATE, "2030-01-15 or 2031-01-15"),
        (FieldType.DATE, "2030-01-15; drop table"),
        (FieldType.DATE, "D/S"),
        (FieldType.NUMBER, "NaN"),
        (FieldType.NUMBER, "Infinity"),
        (FieldType.MONEY, "much"),
        (FieldType.IDENTIFIER, "--"),
        (FieldType.TEXT, "\x00"),
    ],
)
def test_is_refused(kind: FieldType, written: str) -> None:
    with pytest.raises(ValueError, match=r"^(is|has) "):
        normalise(field(kind), written)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_date_in_any_unmistakable_form_is_the_same(day: date) -> None:
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d.%m.%Y"):
        assert normalise(field(FieldType.DATE), day.strftime(form)) == day.isoformat()


@given(st.sampled_from(FieldType), st.text(max_size=40))
def test_normal_form_is_its_own(kind: FieldType, written: str) -> None:
    with contextlib.suppress(ValueError):
        value = normalise(field(kind), written)
        assert normalise(field(kind), value) == value
