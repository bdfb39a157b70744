"""Answers that set values of two documents side by side, in one sentence: it falls with any of its citations."""

from collections.abc import Sequence

from services.assistant.answering.comparing import Comparison
from services.assistant.answering.composer import Composer
from services.assistant.answering.documents import Finding, same_person
from services.assistant.answering.periods import day_of
from services.assistant.answering.sentences import statement, uncapitalised
from services.assistant.answering.words import words

_NAMES = frozenset({"name", "surname", "given names"})


def compare(composer: Composer, sides: Sequence[list[Finding]]) -> None:
    """A verdict with what it rests on; of several documents of a kind the newest speaks for it.

    Nothing where a side has no value; no verdict where one is no date.
    """
    if len(sides) < 2 or not all(sides):
        return
    chosen = [max(findings, key=lambda finding: finding.document.newest_day) for findings in sides]
    match composer.asked.comparison:
        case Comparison.SAME | Comparison.DIFFERENT as comparison:
            agree = all(_says_the_same(chosen[0], other) for other in chosen[1:])
            _state(composer, "Yes" if agree == (comparison is Comparison.SAME) else "No", chosen)
        case Comparison.FIRST | Comparison.LAST as comparison:
            _in_order(composer, chosen, latest_first=comparison is Comparison.LAST)
        case comparison:
            _judge(composer, chosen, is_before=comparison is Comparison.BEFORE)


def _judge(composer: Composer, chosen: list[Finding], *, is_before: bool) -> None:
    days = [day_of(finding.value) for finding in chosen]
    first, second = days[0], days[1]
    if first and second:
        _state(composer, "Yes" if (first < second if is_before else first > second) else "No", chosen)
    else:
        _state(composer, None, chosen)


def _in_order(composer: Composer, chosen: list[Finding], *, latest_first: bool) -> None:
    if not all(day_of(finding.value) for finding in chosen):
        _state(composer, None, chosen)
        return
    ordered = sorted(chosen, key=lambda finding: finding.value, reverse=latest_first)
    _state(composer, "Last" if latest_first else "First", ordered)


def _state(composer: Composer, verdict: str | None, chosen: list[Finding]) -> None:
    claims = [
        statement(finding, composer.subject(finding, [finding]), composer.marks([finding])).removesuffix(".")
        for finding in chosen
    ]
    joined = "; ".join([claims[0], *map(uncapitalised, claims[1:])])
    composer.lines.append(f"{verdict}: {uncapitalised(joined)}." if verdict else f"{joined}.")


def _says_the_same(one: Finding, other: Finding) -> bool:
    if one.label in _NAMES:
        return same_person(one.value, other.value)
    return "".join(words(one.value)) == "".join(words(other.value))
