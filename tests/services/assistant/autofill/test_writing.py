"""How a field takes a value."""

import pytest

from services.assistant.autofill.attributes import ValueKind
from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.writing import CannotWrite, DateStyle, written


@pytest.mark.parametrize(
    ("value", "kind", "field", "shown"),
    [
        ("1974-08-12", ValueKind.DATE, FormField("f", "Date of birth"), "1974-08-12"),
        ("1974-08-12", ValueKind.DATE, FormField("f", "Date of birth (mm/dd/yyyy)"), "08/12/1974"),
        ("1974-08-12", ValueKind.DATE, FormField("f", "Date of birth (dd/mm/yyyy)"), "12/08/1974"),
        ("1974-08-12", ValueKind.DATE, FormField("f", "Date of birth (mm/dd/yyyy)", max_length=8), "08121974"),
        ("D/S", ValueKind.ADMISSION_END, FormField("f", "Until (mm/dd/yyyy)"), "D/S"),
        ("UTO", ValueKind.COUNTRY, FormField("f", "Country"), "Utopia"),
        ("UTO", ValueKind.COUNTRY, FormField("f", "", FieldKind.CHOICE, (" ", "UTOPIA ", "Sweden")), "UTOPIA "),
        ("F", ValueKind.SEX, FormField("f", "Sex"), "Female"),
        ("F", ValueKind.SEX, FormField("f", "Sex", max_length=1), "F"),
        ("F", ValueKind.SEX, FormField("f", "Sex", FieldKind.CHOICE, ("Male", "Female")), "Female"),
        ("123456789", ValueKind.SSN, FormField("f", "SSN"), "123-45-6789"),
        ("123456789", ValueKind.SSN, FormField("f", "SSN", max_length=9), "123456789"),
    ],
)
def test_as_the_field_wants_it(value: str, kind: ValueKind, field: FormField, shown: str) -> None:
    assert written(value, kind, field, DateStyle.ISO, None) == shown


@pytest.mark.parametrize(
    ("digits", "shown"), [(("first", 3), "123"), (("next", 2), "45"), (("middle", 2), "45"), (("last", 4), "6789")]
)
def test_parts_of_a_number(digits: tuple[str, int], shown: str) -> None:
    assert written("123456789", ValueKind.SSN, FormField("f", "SSN"), DateStyle.ISO, digits) == shown


@pytest.mark.parametrize(
    ("value", "kind", "field", "reason"),
    [
        ("L898902C3", ValueKind.IDENTIFIER, FormField("f", "Number", max_length=4), "longer than the 4 characters"),
        ("ZZZ", ValueKind.COUNTRY, FormField("f", "Country"), "The country ZZZ is not known"),
        ("UTO", ValueKind.COUNTRY, FormField("f", "", FieldKind.CHOICE, ("Sweden",)), "None of the options"),
        ("X", ValueKind.SEX, FormField("f", "", FieldKind.CHECKBOX, ("M",), ("Male",)), "stands for something else"),
    ],
)
def test_what_cannot_be_written(value: str, kind: ValueKind, field: FormField, reason: str) -> None:
    with pytest.raises(CannotWrite) as refused:
        written(value, kind, field, DateStyle.ISO, None)
    assert reason in refused.value.reason


def test_a_number_that_does_not_divide() -> None:
    with pytest.raises(CannotWrite) as refused:
        written("12345", ValueKind.SSN, FormField("f", "SSN"), DateStyle.ISO, ("last", 4))
    assert refused.value.reason == "The number doesn't divide as the form wants it"
