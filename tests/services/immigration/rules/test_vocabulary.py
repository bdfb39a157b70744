"""What is recorded about events."""

import pytest
from pydantic import ValidationError

from services.immigration.rules.vocabulary import METADATA, EventType, Filing, Travel, parse_event


def test_each_type_has_its_model_with_a_sentence() -> None:
    assert set(METADATA) == set(EventType)
    assert all(model.__doc__ for model in METADATA.values())


def test_days_and_lists_come_as_json_has_them() -> None:
    trip = parse_event("travel", {"returned_on": "2026-07-20", "planned": True})
    assert isinstance(trip, Travel)
    assert trip.model_dump(mode="json", exclude_defaults=True) == {"returned_on": "2026-07-20", "planned": True}


@pytest.mark.parametrize("written", ["C03B", "c3b", "(c)(3)(B)", "c03b", "(c)(03)(b)", " C 3 B "])
def test_a_category_however_it_is_written(written: str) -> None:
    filing = parse_event(EventType.FILING, {"form": "I-765", "category": written})
    assert isinstance(filing, Filing)
    assert filing.category == "C03B"


@pytest.mark.parametrize(("written", "kept"), [("c9", "C09"), ("(a)(12)", "A12"), ("C26", "C26")])
def test_a_category_without_a_letter(written: str, kept: str) -> None:
    assert parse_event("filing", {"form": "I-765", "category": written}) == Filing.model_validate(
        {"form": "I-765", "category": kept}
    )


@pytest.mark.parametrize(
    ("event_type", "metadata"),
    [
        ("address_change", {"street": "1 Main Street"}),
        ("employment_start", {}),
        ("employment_start", {"employer": " "}),
        ("employment_start", {"employer": "Acme", "hours_per_week": -1}),
        ("employment_start", {"employer": "Acme", "ein": "12345"}),
        ("filing", {"form": "I-999"}),
        ("filing", {"form": "I-765", "category": "B12"}),
        ("filing", {"form": "I-765", "category": 3}),
        ("filing", {"form": "I-129", "receipt_number": "IOE123"}),
        ("travel", {"returned_on": "soon"}),
        ("travel", {"stay_until": "9999-12-31"}),
        ("i9_completed", {"employer": "Acme", "attested": "citizen"}),
        ("marriage", {}),
    ],
)
def test_what_does_not_fit_is_refused(event_type: str, metadata: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parse_event(event_type, metadata)


def test_there_is_no_other_type() -> None:
    with pytest.raises(ValueError, match="promotion"):
        parse_event("promotion", {})
