import json
import re
from importlib.resources import files
from itertools import chain
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator

from services.document.catalogue.catalogue import (
    CATEGORIES,
    Catalogue,
    DateOrder,
    ExpiryKind,
    FieldType,
    load_catalogue,
    parse,
)
from services.document.segments import fold

FOLDER = files("services.document.catalogue")
TYPES_OF_DOMAIN_FACTS = 123


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / "schema.json").read_text("utf-8"))
    return loaded


def problems(schema: dict[str, Any], instance: object) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(instance)]


class TestSchema:
    def test_schema_is_valid(self, schema: dict[str, Any]) -> None:
        Draft202012Validator.check_schema(schema)

    @pytest.mark.parametrize("category", CATEGORIES)
    def test_types_fit(self, schema: dict[str, Any], category: str) -> None:
        assert problems(schema, parse(FOLDER / "types" / f"{category}.yaml")) == []

    def test_fields_fit(self, schema: dict[str, Any]) -> None:
        fields = {"$ref": "#/$defs/fields", "$defs": schema["$defs"]}
        assert problems(fields, parse(FOLDER / "fields.yaml")) == []

    def test_examples_fit(self, schema: dict[str, Any], catalogue: Catalogue) -> None:
        read = parse(FOLDER / "examples.yaml")
        assert problems({"$ref": "#/$defs/examples", "$defs": schema["$defs"]}, read) == []
        assert read.keys() <= {kind.code for kind in catalogue.types}

    def test_every_file_is_listed(self) -> None:
        assert {entry.name for entry in (FOLDER / "types").iterdir()} == {f"{name}.yaml" for name in CATEGORIES}

    def test_an_unknown_key_does_not_fit(self, schema: dict[str, Any]) -> None:
        entry = {**parse(FOLDER / "types" / "identity.yaml")[0], "colour": "red"}
        assert problems(schema, [entry]) == ["$[0]: Additional properties are not allowed ('colour' was unexpected)"]


class TestTypes:
    def test_none_is_lost(self, catalogue: Catalogue) -> None:
        assert len(catalogue.types) == TYPES_OF_DOMAIN_FACTS

    def test_codes_are_unique(self, catalogue: Catalogue) -> None:
        assert len({kind.code for kind in catalogue.types}) == len(catalogue.types)

    def test_expiry_field_is_one_of_the_fields(self, catalogue: Catalogue) -> None:
        wrong = [
            kind.code
            for kind in catalogue.types
            if kind.expiry_field and kind.expiry_field not in {field.name for field in kind.fields}
        ]
        assert wrong == []

    def test_more_specific_types_name_types(self, catalogue: Catalogue) -> None:
        named = set(chain.from_iterable(kind.more_specific_than for kind in catalogue.types))
        assert named <= {kind.code for kind in catalogue.types}

    def test_field_names_are_unique_in_a_type(self, catalogue: Catalogue) -> None:
        wrong = [kind.code for kind in catalogue.types if len({f.name for f in kind.fields}) < len(kind.fields)]
        assert wrong == []

    def test_every_type_but_the_last_resort_has_fields(self, catalogue: Catalogue) -> None:
        assert [kind.code for kind in catalogue.types if not kind.fields] == ["OTHER"]

    def test_every_type_but_the_last_resort_can_be_recognised(self, catalogue: Catalogue) -> None:
        assert [kind.code for kind in catalogue.types if not (kind.titles or kind.mrz)] == ["OTHER"]

    def test_a_field_anywhere_has_a_pattern(self, catalogue: Catalogue) -> None:
        wrong = [f.name for kind in catalogue.types for f in kind.fields if f.anywhere and not f.pattern]
        assert wrong == []

    def test_patterns_compile(self, catalogue: Catalogue) -> None:
        patterns = [f.pattern for kind in catalogue.types for f in kind.fields if f.pattern]
        patterns += [kind.mrz for kind in catalogue.types if kind.mrz]
        assert all(re.compile(pattern) for pattern in patterns)

    def test_every_shared_field_is_used(self, catalogue: Catalogue) -> None:
        used = {field.name for kind in catalogue.types for field in kind.fields}
        assert set(parse(FOLDER / "fields.yaml")) <= used

    def test_only_two_control_numbers_are_shared(self, catalogue: Catalogue) -> None:
        numbers = [kind.omb_number for kind in catalogue.types if kind.omb_number]
        assert {number for number in numbers if numbers.count(number) > 1} == {"1651-0111", "1545-0074"}

    def test_wording_folds_to_something(self, catalogue: Catalogue) -> None:
        words = chain.from_iterable((*k.titles, *k.phrases, *k.aliases, k.name) for k in catalogue.types)
        assert all(fold(text) for text in words)


@pytest.mark.parametrize(
    ("code", "field", "kind"),
    [
        ("PASSPORT", "expiration_date", ExpiryKind.EXPIRES),
        ("EAD", "expiration_date", ExpiryKind.EXPIRES),
        ("GREEN_CARD", "expiration_date", ExpiryKind.EXPIRES),
        ("I94", "admit_until", ExpiryKind.EXPIRES),
        ("I20", "program_end_date", ExpiryKind.EXPIRES),
        ("DS2019", "program_end_date", ExpiryKind.EXPIRES),
        ("LCA", "validity_end", ExpiryKind.EXPIRES),
        ("I797A", "valid_to", ExpiryKind.EXPIRES),
        ("RFE", "response_due", ExpiryKind.DUE),
        ("BANK_STATEMENT", "statement_date", ExpiryKind.REFERENCE),
    ],
)
def test_expiry_fields(catalogue: Catalogue, code: str, field: str, kind: ExpiryKind) -> None:
    found = catalogue.by_code(code)
    assert (found.expiry_field, found.expiry_kind) == (field, kind)


@pytest.mark.parametrize(
    ("code", "number"), [("I131", "1615-0013"), ("I9", "1615-0047"), ("I90", "1615-0082"), ("N400", "1615-0052")]
)
def test_omb_numbers(catalogue: Catalogue, code: str, number: str) -> None:
    assert catalogue.by_code(code).omb_number == number


class TestFinding:
    def test_by_code_in_any_case(self, catalogue: Catalogue) -> None:
        assert catalogue.by_code("us_Passport").code == "US_PASSPORT"

    def test_by_an_unknown_code(self, catalogue: Catalogue) -> None:
        with pytest.raises(KeyError):
            catalogue.by_code("SPACESHIP")

    def test_find_answers_none(self, catalogue: Catalogue) -> None:
        assert catalogue.find("SPACESHIP") is None

    def test_by_id(self, catalogue: Catalogue) -> None:
        assert [catalogue.by_id(kind.id) for kind in catalogue.types] == list(catalogue.types)

    def test_by_an_unknown_id(self, catalogue: Catalogue) -> None:
        assert catalogue.by_id(UUID(int=0)) is None

    def test_ids_stay_the_same_for_ever(self, catalogue: Catalogue) -> None:
        assert catalogue.by_code("PASSPORT").id == UUID("89b9d5eb-a16a-5a15-b6b3-4505c88f0723")

    def test_loads_once(self, catalogue: Catalogue) -> None:
        assert load_catalogue() is catalogue


class TestFields:
    def test_own_labels_stand_before_shared_ones(self, catalogue: Catalogue) -> None:
        field = next(f for f in catalogue.by_code("DS2019").fields if f.name == "program_end_date")
        assert field.labels[:2] == ("To (mm-dd-yyyy)", "To")
        assert "Program End Date" in field.labels

    def test_a_shared_field_is_one_object(self, catalogue: Catalogue) -> None:
        surnames = [f for code in ("PASSPORT", "EAD") for f in catalogue.by_code(code).fields if f.name == "surname"]
        assert surnames[0] is surnames[1]

    def test_types_are_read(self, catalogue: Catalogue) -> None:
        field = next(f for f in catalogue.by_code("I94").fields if f.name == "admit_until")
        assert field.type is FieldType.ADMISSION_END

    def test_foreign_issuers_write_the_day_first(self, catalogue: Catalogue) -> None:
        orders = [catalogue.by_code(code).date_order for code in ("PASSPORT", "I765")]
        assert orders == [DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST]
