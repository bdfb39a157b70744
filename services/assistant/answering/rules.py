"""Questions about the rules of immigration, answered from the dated rule data with the source that each rule has."""

from datetime import date
from functools import cache

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
    """The rule in force today that the question is about: the one whose phrase has the most words."""
    stems = [stem(word) for word in words(text)]
    found: tuple[int, Rule] | None = None
    for rule in load_rules().on(today):
        for phrase in map(_phrase, rule.asked_by):
            count = sum(map(len, phrase))
            if (found is None or count > found[0]) and all(_has(stems, group) for group in phrase):
                found = count, rule
    if found is None or (found[0] < _ENOUGH_WORDS and asked.intent is not Intent.SEARCH):
        return None
    return found[1]


def answer_from(rule: Rule) -> Answer:
    """What the rule says, word for word, and where it stands."""
    stands = f"Source: {rule.source}, {rule.source_url} (checked in {load_rules().checked_on:%B %Y})."
    text = f"{rule.says.removesuffix('.')} [1]. {stands} {_ADVICE}"
    source = Source(1, None, rule.title, None, [], rule.says, 1.0, rule=rule.code, url=str(rule.source_url))
    return Answer(text=text, sources=[source])


@cache
def _phrase(written: str) -> Phrase:
    return tuple(tuple(stem(word) for word in words(group.replace("_", " "))) for group in written.split())


def _has(stems: list[str], group: tuple[str, ...]) -> bool:
    return any(tuple(stems[place : place + len(group)]) == group for place in range(len(stems) - len(group) + 1))
