"""Finding the sentences of passages that answer a question, to be quoted as they stand."""

import calendar
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from services.assistant.answering.asked import Expects
from services.assistant.answering.citations import PageIndex
from services.assistant.answering.instructions import addresses_a_machine
from services.assistant.answering.question import Question
from services.assistant.answering.words import SAY_LITTLE, folded, stem, topic, topics, words
from shared.evidence import Passage
from shared.sentences import LABELLED, split_sentences

ENOUGH = 0.7
"""The share of the question's content words that a sentence must cover to answer it."""

_NEAR = 0.55
_ENOUGH_OF_NEAR = 0.3
"""The same where the sentence means nearly what the question does."""

_HINTED = 0.5
_NEARLY_AS_GOOD = 0.95
_SHORTEST_WORDS = 4
_MOST_QUOTES = 3
_A_DATE = (
    r"\b(?:19|20)\d{2}\b|\b\d{1,2}[/.]\d{1,2}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d"
)
_A_MONTH = rf"\b(?:in|of|by|until|since)\s+(?:{'|'.join(calendar.month_name[1:])})\b"
_SHAPES = {
    Expects.DATE: re.compile(_A_DATE, re.IGNORECASE),
    Expects.WHEN: re.compile(rf"{_A_DATE}|{_A_MONTH}|\b\w+\s+(?:hour|day|week|month|year)s?\b", re.IGNORECASE),
    Expects.NUMBER: re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|no)\b", re.IGNORECASE
    ),
    Expects.TEXT: re.compile(r"\w"),
}


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a passage that stands on its page, and how well it answers, 0 to 1."""

    passage: Passage
    text: str
    score: float


def best_quotes(
    question: Question, passages: Iterable[Passage], pages: PageIndex, holders: Mapping[UUID, frozenset[str]]
) -> list[Quote]:
    """Up to three sentences that cover the question, best first; none where no sentence covers enough of it.

    Where documents of the kind asked about are among the passages only those are read. A question for a typed field
    must be covered whole, since a near miss ("card expires" for a library card) would state something else. What is
    somebody's ("Ben's salary") is not quoted from a document of another of the `holders`, unless the sentence has them.
    """
    candidates = [passage for passage in passages if passage.document_type_code in question.codes] or list(passages)
    enough = 1.0 if question.fields else ENOUGH
    found: dict[str, Quote] = {}
    for passage in candidates:
        for quote in _scored(question, passage, enough):
            if not _is_of_owner(question.owners, quote, holders.get(passage.document_id, frozenset())):
                continue
            if pages.has(passage.document_id, passage.page, quote.text):
                found.setdefault(folded(quote.text), quote)
    ranked = sorted(found.values(), key=lambda quote: -quote.score)[:_MOST_QUOTES]
    return [quote for quote in ranked if quote.score >= ranked[0].score * _NEARLY_AS_GOOD]


def _is_of_owner(owners: frozenset[str], quote: Quote, holder: frozenset[str]) -> bool:
    return not holder or owners <= holder | set(words(f"{quote.passage.filename} {quote.text}"))


def _scored(question: Question, passage: Passage, enough: float) -> Iterator[Quote]:
    around = set(words(f"{passage.filename} {passage.document_type_name}"))
    beyond = question.content_beyond(passage.document_type_code)
    if not beyond or (question.fields and {topic(word) for word in beyond} <= SAY_LITTLE):
        return
    if not question.required <= around | set(words(passage.text)):
        return
    asked = [word for word in beyond if word not in question.required] or beyond
    asked = [word for word in asked if topic(word) not in SAY_LITTLE] or asked
    hints = {topic(word) for word in around}
    near = {one.sentence: one.cosine for one in passage.nearness}
    for sentence in split_sentences(passage.text):
        stated = topics(sentence)
        direct = [word for word in asked if topic(word) in stated]
        hinted = [word for word in asked if topic(word) in hints - stated]
        covered = (len(direct) + (1 if question.fields else _HINTED) * len(hinted)) / len(asked)
        is_near = near.get(sentence, 0) >= _NEAR and covered >= _ENOUGH_OF_NEAR
        if direct and (covered >= enough or is_near) and _may_answer(question, sentence):
            spelled_out = len({stem(word) for word in direct} & _stems(words(sentence))) / len(asked)
            yield Quote(passage, sentence, (2 * covered + spelled_out + passage.score) / 4)


def _may_answer(question: Question, sentence: str) -> bool:
    if addresses_a_machine(sentence) and not question.is_about_commands:
        return False
    if not _stems(question.literal) <= _stems(words(sentence)):
        return False
    says_something = len(sentence.split()) >= _SHORTEST_WORDS or LABELLED.match(sentence) or re.search(r"\d", sentence)
    return bool(says_something and _SHAPES[question.expects].search(sentence))


def _stems(found: Iterable[str]) -> set[str]:
    return {stem(word) for word in found}
