"""Questions about the rules of immigration, answered from the dated rule data with the source that each rule has."""

import re
from collections import Counter
from datetime import date
from functools import cache
from math import log

from services.assistant.answering.answer import Answer, Source
from services.assistant.answering.intents import Intent
from services.assistant.answering.question import Question
from services.assistant.answering.words import stem, words
from shared.rules.catalogue import Rule, load_rules

_ADVICE = "This is general information, not legal advice."
_ENOUGH_WORDS = 3
"""With fewer, a question that asks for a value of a document ("the receipt number of my I-751") is about that."""

Phrase = tuple[tuple[str, ...], ...]
"""Groups of stems, each of which stand side by side."""


def asked_rule(text: str, asked: Question, today: date) -> Rule | None:
    """The rule in force today that the question is about: the one with the most telling phrase in it."""
    if asked.intent is Intent.COMPARE:
        return None
    stems = _stems(text)
    found = [
        (_weight(phrase), sum(map(len, phrase)), rule)
        for rule in load_rules().on(today)
        for phrase in map(_phrase, rule.asked_by)
        if all(_has(stems, group) for group in phrase)
    ]
    best = max(found, key=lambda one: one[0], default=None)
    if best is None or (best[1] < _ENOUGH_WORDS and asked.intent is not Intent.SEARCH):
        return None
    return best[2]


def answer_from(rule: Rule) -> Answer:
    """What the rule says, word for word, and where it stands."""
    stands = f"Source: {rule.source}, {rule.source_url} (checked in {load_rules().checked_on:%B %Y})."
    text = f"{rule.says.removesuffix('.')} [1]. {stands} {_ADVICE}"
    source = Source(1, None, rule.title, None, [], rule.says, 1.0, rule=rule.code, url=str(rule.source_url))
    return Answer(text=text, sources=[source])


@cache
def _weight(phrase: Phrase) -> float:
    """A word tells the more, the fewer rules are asked by it: "how long" by many, "unemployed" by one."""
    rules = len(load_rules().rules)
    return sum(log(1 + rules / _asked_by()[stem]) for stem in {stem for group in phrase for stem in group})


@cache
def _asked_by() -> Counter[str]:
    """For each stem, how many rules are asked by it."""
    return Counter(
        stem
        for rule in load_rules().rules
        for stem in {stem for written in rule.asked_by for group in _phrase(written) for stem in group}
    )


@cache
def _phrase(written: str) -> Phrase:
    return tuple(tuple(_stems(group.replace("_", " "))) for group in written.split())


def _stems(text: str) -> list[str]:
    """The stems of a text's words, those that are taken for another replaced by it."""
    plain = " ".join(words(text))
    return [stem(word) for word in _alike().sub(lambda match: _meant()[match[0]], plain).split()]


@cache
def _meant() -> dict[str, str]:
    return {other: word.replace("_", " ") for word, others in load_rules().alike.items() for other in others}


@cache
def _alike() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(_meant(), key=len, reverse=True)))})\b")


def _has(stems: list[str], group: tuple[str, ...]) -> bool:
    return any(tuple(stems[place : place + len(group)]) == group for place in range(len(stems) - len(group) + 1))
