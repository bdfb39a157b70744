"""Finding the sentences of passages that answer a question, to be quoted as they stand."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from services.assistant.answering.asked import Expects
from services.assistant.answering.citations import PageIndex
from services.assistant.answering.instructions import addresses_a_machine
from services.assistant.answering.question import Question
from services.assistant.answering.words import SAY_LITTLE, ends_in_abbreviation, folded, stem, topic, topics, words
from shared.evidence import Passage

ENOUGH = 0.7
"""The share of the question's content words that a sentence must cover to answer it."""

_HINTED = 0.5
_NEARLY_AS_GOOD = 0.95
_LONGEST = 320
_SHORTEST_WORDS = 4
_FULL_LINE = 0.6
_PROSE_WIDTH = 45
_MOST_QUOTES = 3
_LABELLED = re.compile(r"^\s*[\w(#][^.:]{0,48}(?::|#)\s*\S")
_END = re.compile(r"(?<=[.!?])[”\"')]*\s+(?=[A-Z0-9“\"(])")
_A_DATE = (
    r"\b(?:19|20)\d{2}\b|\b\d{1,2}[/.]\d{1,2}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d"
)
_SHAPES = {
    Expects.DATE: re.compile(_A_DATE, re.IGNORECASE),
    Expects.WHEN: re.compile(rf"{_A_DATE}|\b\w+\s+(?:hour|day|week|month|year)s?\b", re.IGNORECASE),
    Expects.NUMBER: re.compile(r"\d"),
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
    hints = {topic(word) for word in around}
    for sentence in split_sentences(passage.text):
        stated = topics(sentence)
        direct = [word for word in asked if topic(word) in stated]
        hinted = [word for word in asked if topic(word) in hints - stated]
        covered = (len(direct) + (1 if question.fields else _HINTED) * len(hinted)) / len(asked)
        if direct and covered >= enough and _may_answer(question, sentence):
            spelled_out = len({stem(word) for word in direct} & _stems(words(sentence))) / len(asked)
            yield Quote(passage, sentence, (2 * covered + spelled_out + passage.score) / 4)


def _may_answer(question: Question, sentence: str) -> bool:
    if addresses_a_machine(sentence) and not question.is_about_commands:
        return False
    if not _stems(question.literal) <= _stems(words(sentence)):
        return False
    says_something = len(sentence.split()) >= _SHORTEST_WORDS or _LABELLED.match(sentence) or re.search(r"\d", sentence)
    return bool(says_something and _SHAPES[question.expects].search(sentence))


def _stems(found: Iterable[str]) -> set[str]:
    return {stem(word) for word in found}


def split_sentences(text: str) -> Iterator[str]:
    """The sentences of a page's text, and its form lines (`Label: value`), each as it stands but for line breaks."""
    for block in _blocks(text):
        start = 0
        for end in _END.finditer(block):
            if not ends_in_abbreviation(block[start : end.start()]):
                yield from _of_bearable_length(block[start : end.start()])
                start = end.end()
        yield from _of_bearable_length(block[start:])


def _blocks(text: str) -> Iterator[str]:
    """Runs of lines that read on into each other: after a short line (forms, headings) something new begins."""
    lines = [line.strip() for line in text.splitlines()]
    full = max(_PROSE_WIDTH, *(_FULL_LINE * len(line) for line in lines)) if lines else 0
    block: list[str] = []
    for line in lines:
        if block and (len(block[-1]) < full or not line or _LABELLED.match(line) or _is_machine_readable(line)):
            yield " ".join(block)
            block = []
        if line:
            block.append(line)
    if block:
        yield " ".join(block)


def _is_machine_readable(line: str) -> bool:
    return "<<" in line and " " not in line


def _of_bearable_length(sentence: str) -> Iterator[str]:
    """A text without sentence ends (a table, a bad scan) is cut between words."""
    while len(sentence) > _LONGEST:
        cut = sentence.rfind(" ", 1, _LONGEST)
        cut = cut if cut > 0 else _LONGEST
        yield sentence[:cut].strip()
        sentence = sentence[cut:].strip()
    if sentence.strip():
        yield sentence.strip()
