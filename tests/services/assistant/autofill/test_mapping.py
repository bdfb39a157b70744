"""Whom and what a field asks about."""

import pytest

from services.assistant.autofill.attributes import Attribute, load_attributes
from services.assistant.autofill.fields import FieldKind, FormField
from services.assistant.autofill.known_forms import KnownForm, load_forms
from services.assistant.autofill.mapping import match_fields
from services.assistant.autofill.wording import Rule, load_wording


def asked(*fields: tuple[str, str]) -> dict[str, str]:
    matches = match_fields([FormField(name, label) for name, label in fields])
    return {name: match.attribute for name, match in matches.items()}


@pytest.mark.parametrize(
    ("label", "attribute"),
    [
        ("Family name", "family_name"),
        ("Surname", "family_name"),
        ("Last Name (Family Name)", "family_name"),
        ("Given Name (First Name)", "given_names"),
        ("DOB", "date_of_birth"),
        ("Your date of birth (mm/dd/yyyy)", "date_of_birth"),
        ("Country of citizenship or nationality", "nationality"),
        ("A-Number", "alien_number"),
        ("USCIS #", "alien_number"),
        ("Alien Registration Number/USCIS Number", "alien_number"),
        ("U.S. Social Security Number (if any)", "ssn"),
        ("SEVIS ID number", "sevis_id"),
        ("Form I-94 Arrival/Departure Record Number", "i94_number"),
        ("Class of Admission (COA)", "class_of_admission"),
        ("Passport No.", "passport_number"),
        ("Passport expiration date", "passport_expiration"),
        ("Name of school", "school_name"),
        ("Employer name", "employer_name"),
    ],
)
def test_plain_wording_is_known(label: str, attribute: str) -> None:
    assert asked(("f", label)) == {"f": attribute}


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("f", "Preparer's Family Name (Last Name)"),
        ("f", "Part 11. Interpreter's Full Name. 1. Given Name (First Name)"),
        ("f", "Part 5. Information About Your Spouse. 1. Date of Birth"),
        ("f", "Mother's date of birth"),
        ("f", "Section 2. Employer or Authorized Representative. Last Name (Family Name)"),
        ("f", "Other Names Used. Family Name (Last Name)"),
        ("f", "Their Current Mailing Address. Street Number and Name"),
        ("f", "Petitioner's A-Number"),
        ("spouse_last_name", "Last name"),
        ("Attorney_FamilyName", ""),
        ("f", "Previous passport number"),
        ("f", "Date of birth of the child"),
        ("f", "City or Town"),
        ("f", "Expiration date"),
        ("f", "Date of signature"),
        ("f", "Receipt number"),
        ("f", "How many times have you entered your date of birth?"),
    ],
)
def test_other_people_and_unclear_asks_are_left_alone(name: str, label: str) -> None:
    assert asked((name, label)) == {}


def test_a_range_of_items_about_somebody_else_is_left_alone() -> None:
    on_behalf = "If you ask on behalf of someone other than yourself, tell about that person in Item Numbers 16. - 27."
    found = asked(
        ("you", "Part 2. Information About You. 1. Your Full Name. Enter Family Name (Last Name)."),
        ("intro", f"Part 2. Information About You. {on_behalf} 16. Enter Family Name (Last Name)."),
        ("P2_Line16_GivenName", "Part 2. Information About You. 16. Enter Given Name (First Name)."),
        ("P2_Line18_DateOfBirth", "Part 2. Information About You. 18. Enter your Date of Birth."),
    )
    assert found == {"you": "family_name"}


def test_the_part_that_says_it_means_the_person_wins() -> None:
    found = asked(
        ("a", "Part 1. Information About You. Date of Birth"),
        ("b", "Part 7. Date of Birth"),
    )
    assert found == {"a": "date_of_birth"}


def test_several_parts_that_say_nothing_are_all_left_alone() -> None:
    assert asked(("a", "Part 1. Date of Birth"), ("b", "Part 7. Date of Birth")) == {}


def test_what_follows_the_passport_number_is_about_the_passport() -> None:
    found = asked(("n", "Passport number"), ("c", "Country of issuance"), ("e", "Expiration date"))
    assert found == {"n": "passport_number", "c": "passport_country", "e": "passport_expiration"}


def test_an_address_goes_on_after_its_street() -> None:
    found = asked(("s", "Street number and name"), ("u", "Apt. Number"), ("c", "City or town"), ("t", "State"))
    assert found == {"s": "address_street", "u": "address_unit", "c": "address_city", "t": "address_state"}


def test_a_place_for_the_middle_name_leaves_the_first_name() -> None:
    assert asked(("g", "Given name"), ("m", "Middle name"))["g"] == "first_name"


def test_only_sex_is_ticked() -> None:
    box = FormField("b", "Nationality", FieldKind.CHECKBOX, ("UTO",), ("Nationality",))
    assert match_fields([box]) == {}


class TestRules:
    def test_keep_to_the_schema_and_compile(self) -> None:
        assert len([rule.ask for rule in load_wording().rules]) > 30

    def test_every_attribute_is_asked_for_or_made_from_another(self) -> None:
        asked_for = {rule.attribute for rule in load_wording().rules} | {"first_name"}
        assert set(load_attributes()) == asked_for
        of = {attribute.of for attribute in load_attributes().values() if attribute.of}
        assert of <= set(load_attributes())

    @pytest.mark.parametrize(
        "wrong",
        [
            {"label": "Name", "kind": "name"},
            {"label": "Name", "kind": "colour", "from": {"surname": ["PASSPORT"]}},
            {"label": "Name", "kind": "name", "from": {"surname": ["PASSPORT"]}, "guess": True},
        ],
    )
    def test_a_wrong_attribute_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match="validation error"):
            Attribute.model_validate(wrong)

    def test_a_rule_for_an_unknown_attribute_is_refused(self) -> None:
        with pytest.raises(ValueError, match="is no attribute"):
            Rule.model_validate({"attribute": "shoe_size", "asks": ["shoe size"]})

    def test_the_known_forms_keep_to_the_schema(self) -> None:
        assert list(load_forms()) == ["I-131", "I-765", "I-9"]
        for form in load_forms().values():
            assert len({field.name for field in form.fields}) == len(form.fields)

    def test_a_form_with_an_unknown_attribute_is_refused(self) -> None:
        field = {"name": "shoes", "label": "Shoes", "attribute": "shoe_size"}
        with pytest.raises(ValueError, match="is no attribute"):
            KnownForm.model_validate({"code": "I-1", "name": "Shoes", "fields": [field]})
