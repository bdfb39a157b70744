"""The rule data keeps to its schema."""

from datetime import date

import pytest
from pydantic import ValidationError

from shared.rules.catalogue import Rule, load_rules

RULE = {
    "code": "F1_GRACE",
    "title": "Grace",
    "says": "60 days.",
    "source": "8 CFR 214.2",
    "source_url": "https://www.ecfr.gov/",
    "asked_by": ["grace f1"],
}


def test_codes_and_titles_are_unique() -> None:
    rules = load_rules().rules
    assert len({rule.code for rule in rules}) == len({rule.title for rule in rules}) == len(rules)


def test_each_says_one_sentence() -> None:
    """It is quoted whole, with one mark at its end."""
    for rule in load_rules().rules:
        assert rule.says.endswith("."), rule.code
        assert ". " not in rule.says.replace("U.S. ", "US "), rule.code


def test_in_force_between_two_days() -> None:
    rule = Rule.model_validate(RULE | {"effective_from": "2025-01-17", "effective_to": "2025-12-31"})
    days = [date(2025, 1, 16), date(2025, 1, 17), date(2025, 12, 31), date(2026, 1, 1)]
    assert [rule.holds_on(day) for day in days] == [False, True, True, False]


def test_not_in_force_on_any_day() -> None:
    assert not Rule.model_validate(RULE | {"in_force": False}).holds_on(date(2026, 11, 23))


@pytest.mark.parametrize(
    "change", [{"code": "grace"}, {"asked_by": []}, {"source_url": "8 CFR"}, {"since": "2025-01-17"}]
)
def test_what_does_not_fit_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Rule.model_validate(RULE | change)
