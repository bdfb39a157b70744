"""The rules as data: they keep to their schema, and each has its function and its tests."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from scripts.docs.compliance import where_tested
from services.immigration.rules.catalogue import TOPICS, Rule, Rules, Version, check, load_rules
from services.immigration.rules.registry import FUNCTIONS, Registered, rule
from services.immigration.rules.vocabulary import EventType
from services.immigration.statuses.types import StatusType

RULES = load_rules().rules
EXAMPLE = {
    "id": "EXAMPLE",
    "title": "Example",
    "topic": "stay",
    "severity": "info",
    "source": "8 CFR 214.2",
    "source_url": "https://www.ecfr.gov/",
    "checked_on": "2026-11-01",
    "reads": ["travel"],
    "versions": [{"number": 1}],
}
OTHER_FACTS = {"nationalities", "every status", "linked documents"}


@pytest.mark.parametrize("each", RULES, ids=lambda each: each.id)
class TestEachRule:
    def test_tells_its_source_where_it_is_evaluated(self, each: Rule) -> None:
        doc = FUNCTIONS[each.id].function.__doc__ or ""
        assert "Source: " in " ".join(doc.split())

    def test_stands_in_the_module_of_its_topic(self, each: Rule) -> None:
        assert FUNCTIONS[each.id].function.__module__.rpartition(".")[2] == each.topic

    def test_reads_what_there_is(self, each: Rule) -> None:
        assert set(each.reads) <= {*EventType, *StatusType, *OTHER_FACTS}

    def test_has_tests(self, each: Rule) -> None:
        assert where_tested(each.id) is not None

    def test_has_a_version_today_or_none_that_is_enabled(self, each: Rule) -> None:
        today = each.version_on(date(2026, 11, 23))
        assert (today is None) is (each.id == "DS_FIXED_ADMISSION")


def test_titles_are_unique() -> None:
    assert len({each.title for each in RULES}) == len(RULES)


def test_every_topic_has_a_rule() -> None:
    assert {topic.__name__.rpartition(".")[2] for topic in TOPICS} == {each.topic for each in RULES}


def test_loaded_once() -> None:
    assert load_rules() is load_rules()


class TestCheck:
    def test_a_rule_without_a_function(self) -> None:
        with pytest.raises(ValueError, match="EXAMPLE"):
            check(Rules((*RULES, Rule.model_validate(EXAMPLE))), FUNCTIONS)

    def test_a_function_without_a_rule(self) -> None:
        with pytest.raises(ValueError, match="EXPIRY"):
            check(Rules(RULES[1:]), FUNCTIONS)

    def test_two_rules_of_one_id(self) -> None:
        with pytest.raises(ValueError, match="twice"):
            check(Rules((*RULES, RULES[0])), FUNCTIONS)

    @pytest.mark.parametrize("parameters", [{}, {"days": "60"}, {"days": [60]}, {"days": 60, "weeks": 1}])
    def test_other_parameters(self, parameters: dict[str, Any]) -> None:
        changed = load_rules().with_version("F1_GRACE", Version.model_validate({"number": 1, "parameters": parameters}))
        if parameters == {"days": "60"}:
            check(changed, FUNCTIONS)  # pydantic reads it as a number
        else:
            with pytest.raises(ValueError, match="F1_GRACE 1"):
                check(changed, FUNCTIONS)

    def test_two_functions_for_one_rule(self) -> None:
        with pytest.raises(ValueError, match="two functions"):
            rule("EXPIRY")(FUNCTIONS["EXPIRY"].function)

    def test_what_fits(self) -> None:
        example = {"EXAMPLE": Registered(FUNCTIONS["EXPIRY"].function, {})}
        check(Rules((Rule.model_validate(EXAMPLE),)), example)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "example"},
        {"source_url": "8 CFR"},
        {"severity": "bad"},
        {"ladder": []},
        {"ladder": [30, 60]},
        {"ladder": [30, 30]},
        {"ladder": [30, -1]},
        {"versions": []},
        {"versions": [{"number": 2}, {"number": 1, "enabled": False}]},
        {"versions": [{"number": 1}, {"number": 2, "effective_from": "2025-01-17"}]},
        {"versions": [{"number": 1, "effective_to": "2025-01-17"}, {"number": 2, "effective_from": "2025-01-17"}]},
        {"since": "2025-01-17"},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, object]) -> None:
    Rule.model_validate(EXAMPLE)
    with pytest.raises(ValidationError):
        Rule.model_validate(EXAMPLE | change)


class TestVersions:
    def test_the_one_in_force(self) -> None:
        extension = load_rules().by_id("EAD_AUTO_EXT")
        days = [date(2000, 1, 1), date(2025, 10, 29), date(2025, 10, 30), date(2100, 1, 1)]
        assert [each and each.number for each in map(extension.version_on, days)] == [1, 1, 2, 2]

    def test_none_while_it_is_disabled(self) -> None:
        assert load_rules().by_id("DS_FIXED_ADMISSION").version_on(date(2026, 11, 23)) is None

    def test_another_version_ends_those_before_it(self) -> None:
        newer = Version(number=2, effective_from=date(2027, 1, 1), parameters={"days": 30})
        changed = load_rules().with_version("F1_GRACE", newer).by_id("F1_GRACE")
        assert [(each.number, each.effective_to) for each in changed.versions] == [(1, date(2026, 12, 31)), (2, None)]
        assert load_rules().by_id("F1_GRACE").versions[0].effective_to is None

    def test_one_of_its_number_is_replaced(self) -> None:
        changed = load_rules().with_version("F1_GRACE", Version(number=1, parameters={"days": 30}))
        assert [each.parameters for each in changed.by_id("F1_GRACE").versions] == [{"days": 30}]

    def test_one_that_is_disabled_changes_nothing(self) -> None:
        off = Version(number=2, enabled=False, parameters={"days": 30})
        changed = load_rules().with_version("F1_GRACE", off).by_id("F1_GRACE")
        assert changed.version_on(date(2026, 1, 1)) == load_rules().by_id("F1_GRACE").versions[0]

    def where_tested_a_rule_there_is(self) -> None:
        with pytest.raises(KeyError):
            load_rules().with_version("F9_GRACE", Version(number=1))
