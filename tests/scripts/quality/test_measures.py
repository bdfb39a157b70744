"""What counts as right."""

from dataclasses import replace

import pytest

from scripts.quality.documents import CLEAN, DAMAGED, Order, make
from scripts.quality.layouts import load_layouts
from scripts.quality.measures import MEASURES, Measure, fields_right, is_read_well, same
from scripts.quality.reading import Outcome
from scripts.quality.report import Report, Split, failures
from services.document.catalogue.catalogue import FieldType

VISA = next(n for n, one in enumerate(load_layouts()) if one.type == "VISA")


def measure(name: str) -> Measure:
    return next(one for one in MEASURES if one.name.startswith(name))


@pytest.fixture
def outcome() -> Outcome:
    """A visa that was read without any mistake."""
    order = Order(VISA, "1-0", CLEAN)
    made = make(order)
    return Outcome(
        order=order,
        code="VISA",
        confidence=0.95,
        runner_up=None,
        evidence="mrz",
        fields=dict(made.fields),
        truth=dict(made.fields),
        fields_of_type=dict(made.fields),
        zone=made.zone,
        printed_zone=made.zone,
        text="",
        edits=1,
        characters=200,
        seconds=0.1,
    )


def test_all_right(outcome: Outcome) -> None:
    assert is_read_well(outcome)
    assert not list(failures([outcome]))
    assert Report([Split("tuning", [outcome])]).holds


def test_a_wrong_type_counts_twice_where_it_is_confident(outcome: Outcome) -> None:
    wrong = replace(outcome, code="PASSPORT", confidence=0.9)
    doubtful = replace(outcome, code="OTHER", confidence=0.3)
    outcomes = [outcome, wrong, doubtful, outcome]
    assert measure("type right").count(outcomes).figure == 0.5
    assert measure("type wrong").count(outcomes).figure == 0.25
    assert not Report([Split("tuning", outcomes)]).holds
    assert sum("and confident" in line for line in failures(outcomes)) == 1


def test_an_expiry_date_is_right_or_wrong(outcome: Outcome) -> None:
    wrong = replace(outcome, fields={**outcome.fields, "expiration_date": "2001-01-01"})
    missing = replace(outcome, fields={})
    assert measure("expiry").count([outcome, wrong, missing]).right == 1
    assert "2001-01-01" in next(iter(failures([wrong])))


def test_one_wrong_character_makes_a_zone_wrong(outcome: Outcome) -> None:
    wrong = replace(outcome, zone=(outcome.zone[0], outcome.zone[1].replace("<", "K", 1)))
    damaged = replace(wrong, order=replace(wrong.order, medium=DAMAGED, damage="fax"))
    assert measure("zone exact, clean").count([outcome, wrong, damaged]).figure == 0.5
    assert measure("zone exact, damaged").count([outcome, wrong, damaged]).figure == 0


def test_documents_made_for_their_zone_are_measured_for_nothing_else(outcome: Outcome) -> None:
    only = replace(outcome, code="OTHER", order=replace(outcome.order, zone_only=True))
    assert measure("type right").count([only]).figure is None
    assert measure("zone exact, clean").count([only]).figure == 1
    assert is_read_well(only)


def test_nothing_measured_misses_nothing() -> None:
    assert Report([Split("tuning", [])]).holds


def test_fields_are_compared_with_the_type_given(outcome: Outcome) -> None:
    read = {**outcome.fields_of_type, "surname": "SOMEBODY ELSE"}
    right, all_ = fields_right(replace(outcome, fields={}, fields_of_type=read))
    assert (right, all_) == (len(outcome.truth) - 1, len(outcome.truth))


@pytest.mark.parametrize(
    ("kind", "read", "printed", "is_same"),
    [
        (FieldType.NAME, "MUELLER", "Müller", True),
        (FieldType.NAME, "Muller", "Müller", True),
        (FieldType.NAME, "Miller", "Müller", False),
        (FieldType.IDENTIFIER, "A123456789", "A123-456-789", True),
        (FieldType.IDENTIFIER, "A123456780", "A123-456-789", False),
        (FieldType.MONEY, "$1,200.50", "1200.50", True),
        (FieldType.MONEY, "", "1200.50", False),
        (FieldType.DATE, "", "2026-01-01", False),
    ],
)
def test_same_value(kind: FieldType, read: str, printed: str, is_same: bool) -> None:
    assert same(kind, read, printed) is is_same
