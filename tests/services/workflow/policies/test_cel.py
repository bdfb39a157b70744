"""Expressions: what they may say, what they are worth, and what is wrong with them."""

import contextlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.workflow.policies.cel import LONGEST, Expression, InvalidExpression, Undecided, midnight

VALUES: dict[str, Any] = {
    "context": {"age": 21, "country": "SWE", "day": "2026-01-31", "nothing": None},
    "documents": [{"id": "1", "type": "PASSPORT", "fields": {"expiration_date": "2027-01-01"}}],
    "today": datetime(2026, 11, 23, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("source", "value", "kind"),
    [
        ("1 + 1", 2, "int"),
        ("context.age >= 18 && context.country in ['SWE', 'NOR']", True, "bool"),
        ("documents.filter(d, d.type == 'PASSPORT').map(d, d.id)", ["1"], "list"),
        ("date(documents[0].fields.expiration_date) - today < days(90)", True, "bool"),
        ("addMonths(date(context.day), 1)", "2026-02-28T00:00:00Z", "timestamp"),
        ("addMonths(date(context.day), -11)", "2025-02-28T00:00:00Z", "timestamp"),
        ("today - date('2026-11-22')", "86400s", "duration"),
        ("has(context.nobody) ? 1 : 2", 2, "int"),
        ("context.nothing", None, "null"),
        ("b'ab'", "YWI=", "bytes"),
        ("1.0 / 0.0", "Infinity", "double"),
        ("{'a': [1u, true]}", {"a": [1, True]}, "map"),
        ("type(1)", "int", "type"),
    ],
)
def test_values(source: str, value: object, kind: str) -> None:
    answer = Expression(source).evaluate(VALUES)
    assert (answer.value, answer.type) == (value, kind)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("1 + 'a'", "at line 1, column 3: found no matching overload for '_+_' applied to '(int, string)'"),
        ("\n context.age +\n", "at line 3, column 1: Syntax error: mismatched input '<EOF>'"),
        ("nobody", "at line 1, column 1: undeclared reference to 'nobody'"),
        ("open('/etc/passwd')", "at line 1, column 5: undeclared reference to 'open'"),
        ("x" * (LONGEST + 1), "it is longer than 4000 characters"),
        ("1" + "+1" * 100, "Exceeded max recursion depth of 32 when parsing."),
    ],
)
def test_wrong_ones_say_where(source: str, sentence: str) -> None:
    with pytest.raises(InvalidExpression) as refused:
        Expression(source)
    assert refused.value.sentence.startswith("The expression is wrong")
    assert sentence in refused.value.sentence


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("context.nobody", 'Key not found in map : "nobody"'),
        ("1 / 0", "divide by zero"),
        ("date('tomorrow')", "date() takes a day as YYYY-MM-DD"),
        ("days(9999999999)", "days() takes no more than a thousand years"),
        ("addMonths(today, 999999)", "addMonths() leads to no year of the calendar"),
    ],
)
def test_without_a_value(source: str, why: str) -> None:
    with pytest.raises(Undecided) as undecided:
        Expression(source).evaluate(VALUES)
    assert str(undecided.value) == why


def test_loops_have_a_budget() -> None:
    inner = "[1,2,3,4,5,6,7,8,9,10]"
    nested = f"{inner}.all(a, {inner}.all(b, {inner}.all(c, {inner}.all(d, {inner}.all(e, true)))))"
    with pytest.raises(Undecided, match="Iteration budget exceeded"):
        Expression(nested).evaluate(VALUES)


def test_operands_are_what_it_speaks_of() -> None:
    source = "context.age > 18 && documents[0].type == 'context.country' && context.nobody.name == today"
    assert Expression(source.replace("today", "'x'")).operands(VALUES) == {
        "context.age": 21,
        "documents[0].type": "PASSPORT",
        "context.nobody.name": None,
    }


@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_refused(source: str) -> None:
    with contextlib.suppress(InvalidExpression, Undecided):
        Expression(source).evaluate(VALUES)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-1000, 1000))
def test_months_stay_in_their_month(day: date, months: int) -> None:
    moved = Expression("addMonths(date(context.day), context.months)").evaluate(
        {"context": {"day": day.isoformat(), "months": months}, "documents": [], "today": midnight(day)}
    )
    found = date.fromisoformat(str(moved.value)[:10])
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and found.day >= 28)
