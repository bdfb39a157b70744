"""The question set, and how answers are judged."""

from typing import Any

import pytest

from scripts.quality.questions.asked import SETS, Asked, Expected, questions
from scripts.quality.questions.judging import judge
from scripts.quality.questions.papers import vaults
from scripts.quality.questions.report import AnswersReport
from shared.rules.catalogue import load_rules

TEXTS = {"passport.txt": "Passport No.: AB1\nDate of expiry: 02 APR 2027", "visa.txt": "VISA"}


def said(text: str, *snippets: tuple[str, str]) -> dict[str, Any]:
    sources = [{"index": n, "filename": name, "snippet": line} for n, (name, line) in enumerate(snippets, start=1)]
    return {"answer": text, "sources": sources, "grounded": bool(sources)}


def faults(answer: dict[str, Any], **expected: Any) -> list[str]:
    outcome = judge(Asked("student", "field", Expected(ask="?", **expected)), answer, 0.1, TEXTS)
    return [*outcome.wrong, *outcome.unfounded]


EXPIRES = said("Your passport expires on 2 April 2027 [1].", ("passport.txt", "Date of expiry: 02 APR 2027"))


@pytest.mark.parametrize(
    ("answer", "expected", "found"),
    [
        (EXPIRES, {"says": ["2 April 2027"], "cites": ["passport.txt"]}, []),
        (EXPIRES, {"says": ["2 April 2028|2 April 2027"]}, []),
        (EXPIRES, {"says": ["April 202"]}, ["does not say April 202"]),
        (EXPIRES, {"says": ["Yes"]}, ["does not say Yes"]),
        (EXPIRES, {"cites": ["visa.txt"]}, ["does not cite visa.txt"]),
        (EXPIRES, {"only": ["visa.txt"]}, ["cites passport.txt"]),
        (EXPIRES, {"never": ["2027"]}, ["speaks of 2027"]),
        (EXPIRES, {"rule": "F1_GRACE"}, ["does not cite F1_GRACE"]),
        (EXPIRES, {"refuse": True}, ["answered what the vault does not hold"]),
        (said("Nothing."), {"refuse": True, "helps": "visa"}, ["does not name visa"]),
        (said("Nothing. A visa would answer it."), {"refuse": True, "helps": "visa"}, []),
        (said("Nothing."), {"says": ["2 April 2027"]}, ["found nothing"]),
        (said("It is [1][2].", ("passport.txt", "Passport No.: AB1")), {}, ["[2] has no source"]),
        (said("It is.", ("passport.txt", "Passport No.: AB1")), {}, ["source 1 is not cited"]),
        (said("It is [1].", ("visa.txt", "AB1")), {}, ["“AB1” does not stand in visa.txt"]),
    ],
)
def test_what_is_wrong(answer: dict[str, Any], expected: dict[str, Any], found: list[str]) -> None:
    assert faults(answer, **expected) == found


def test_a_report_holds_only_within_its_limits() -> None:
    right = judge(Asked("student", "field", Expected(ask="?", says=["2 April"])), EXPIRES, 0.1, TEXTS)
    wrong = judge(Asked("student", "field", Expected(ask="?", says=["3 April"])), EXPIRES, 0.1, TEXTS)
    assert AnswersReport({"tuning": [right] * 9 + [wrong]}).holds
    failing = AnswersReport({"tuning": [right] * 8 + [wrong]})
    assert not failing.holds
    assert "| right | 88.9% (8 of 9) | ≥ 90% | **missed** |" in list(failing.lines())


@pytest.mark.parametrize("name", SETS)
def test_the_set_names_only_what_there_is(name: str) -> None:
    papers = {vault: {paper.filename for paper in stored} for vault, stored in vaults().items()}
    rules = {rule.code for rule in load_rules().rules}
    asked = list(questions(name))
    assert len(asked) > 100
    for one in asked:
        assert papers[one.vault].issuperset([*one.expected.cites, *(one.expected.only or [])]), one.expected.ask
        assert one.expected.rule is None or rules.issuperset(one.expected.rule.split("|")), one.expected.ask


def test_no_question_is_in_both_halves() -> None:
    halves = [{(one.vault, one.expected.ask.lower()) for one in questions(name)} for name in SETS]
    assert halves[0].isdisjoint(halves[1])
