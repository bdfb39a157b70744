"""What a label asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assistant.autofill.fields import FormField
from services.assistant.autofill.labels import read_label, spoken
from services.assistant.autofill.mapping import match_fields


@pytest.mark.parametrize(
    ("label", "ask", "part", "item"),
    [
        (
            "Part 2. Information About You. 9. Enter Date of Birth as 2-digit Month, 2-digit Day",
            "date of birth",
            "2",
            9,
        ),
        ("Section 1. Date of Birth. Enter 2 digit month, 2 digit day and 4 digit year.", "date of birth", "1", None),
        ("Part 2. 10. Enter U. S. Social Security Number, if any.", "us social security number", "2", 10),
        ("Enter a U S C I S Online Account Number (if any).", "uscis online account number", "", None),
        ("Enter Alien Registration Number (A. Number), if any.", "alien registration number a number", "", None),
        ("Applicant's Email Address (if any)", "email address", "", None),
        ("Your date of birth (dd/mm/yyyy)", "date of birth", "", None),
        ("Select State from a List of States.", "state", "", None),
        ("", "family name", "2", 1),
    ],
)
def test_the_ask_is_found(label: str, ask: str, part: str, item: int | None) -> None:
    read = read_label(FormField("form1[0].P4[0].Part2_Line1_FamilyName[0]" if not label else "f", label))
    assert (read.ask, read.part, read.item) == (ask, part, item)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("form1[0].#subform[6].EmployerBusinessOfOrgName[0]", ["employer", "business", "of", "org", "name"]),
        ("spouse_last_name", ["spouse", "last", "name"]),
        ("Text12", []),
    ],
)
def test_a_name_is_taken_apart(name: str, words: list[str]) -> None:
    assert spoken(name) == words


@given(st.lists(st.tuples(st.text(max_size=200), st.text(max_size=400)), max_size=6))
def test_any_label_is_read(pairs: list[tuple[str, str]]) -> None:
    fields = [FormField(name, label) for name, label in pairs]
    assert set(match_fields(fields)) <= {field.name for field in fields}
