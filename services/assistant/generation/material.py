"""What a language model is shown: numbered values and passages, which it may cite as `[n]`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from services.assistant.answering.answer import Source
from services.assistant.answering.citations import PageIndex
from services.assistant.answering.fields import label_of_field
from services.assistant.answering.instructions import addresses_a_machine
from services.assistant.answering.periods import day_of
from services.assistant.answering.sentences import elided, plain, written
from services.assistant.answering.words import topics
from shared.evidence import Evidence, FieldFact, Passage
from shared.language_model import CHARACTERS_A_TOKEN
from shared.sentences import split_sentences

FACTS_SHARE = 0.5
"""Of the room there is: passages need the rest."""


@dataclass(frozen=True, slots=True)
class Item:
    """A place that may be cited: `text` is what the model reads of it."""

    index: int
    origin: FieldFact | Passage
    text: str

    def source_for(self, claim: str) -> Source:
        """The place, with the sentence on it that the claim comes closest to."""
        origin = self.origin
        if isinstance(origin, FieldFact):
            boxes, snippet, score = [origin.box] if origin.box else [], origin.snippet or "", origin.confidence
        else:
            boxes, snippet, score = origin.boxes, _closest(claim, origin.text), origin.score
        return Source(self.index, origin.document_id, origin.filename, origin.page, boxes, snippet, score)


def material(evidence: Evidence, today: date, tokens: int, *, with_commands: bool) -> list[Item]:
    """Values first, those of the documents whose passages fit best before others, then passages, as far as they fit.

    A sentence that tells an assistant what to do is left out, unless the question is about such sentences
    (`with_commands`): the model never reads it, whatever it would have made of it.
    """
    room = tokens * CHARACTERS_A_TOKEN
    pages = PageIndex(evidence.pages)
    order = {passage.document_id: place for place, passage in reversed(list(enumerate(evidence.passages)))}
    facts = sorted(evidence.fields, key=lambda fact: order.get(fact.document_id, len(order)))
    citable = [fact for fact in facts if fact.snippet and pages.has(fact.document_id, fact.page, fact.snippet)]
    offered: list[tuple[FieldFact | Passage, str]] = list(_fitting(_facts(citable, today), int(room * FACTS_SHARE)))
    used = sum(len(text) for _, text in offered)
    offered += _fitting(_passages(evidence.passages, with_commands=with_commands), room - used)
    return [Item(index, origin, text) for index, (origin, text) in enumerate(offered, start=1)]


def _fitting(
    offered: Iterator[tuple[FieldFact | Passage, str]], room: int
) -> Iterator[tuple[FieldFact | Passage, str]]:
    for origin, text in offered:
        room -= len(text)
        if room < 0:
            return
        yield origin, text


def _facts(facts: Sequence[FieldFact], today: date) -> Iterator[tuple[FieldFact | Passage, str]]:
    for fact in facts:
        if not addresses_a_machine(fact.snippet or ""):
            yield fact, f"{_where(fact)}: {label_of_field(fact.field)} is {_value(fact.value, today)}"


def _passages(passages: Sequence[Passage], *, with_commands: bool) -> Iterator[tuple[FieldFact | Passage, str]]:
    for passage in passages:
        told = [s for s in split_sentences(passage.text) if with_commands or not addresses_a_machine(s)]
        if told:
            yield passage, f"{_where(passage)}:\n" + "\n".join(elided(sentence) for sentence in told)


def _where(origin: FieldFact | Passage) -> str:
    return f"{plain(origin.filename)} ({origin.document_type_name}), page {origin.page}"


def _value(value: str, today: date) -> str:
    """A date also in words and counted from today, so that the model needn't reckon."""
    day = day_of(value)
    if day is None:
        return value
    days = (day - today).days
    counted = "today" if days == 0 else f"in {days} days" if days > 0 else f"{-days} days ago"
    return f"{value} ({written(day)}, {counted})"


def _closest(claim: str, text: str) -> str:
    wanted = topics(claim)
    return max(split_sentences(text), key=lambda sentence: len(wanted & topics(sentence)), default=text)
