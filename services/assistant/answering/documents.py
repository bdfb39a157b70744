"""The documents behind the evidence: their facts, their holder, and whether they fit a description."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from itertools import groupby
from uuid import UUID

from services.assistant.answering.asked import AskedField
from services.assistant.answering.citations import PageIndex
from services.assistant.answering.fields import EXPIRATION, ISSUED, label_of_field
from services.assistant.answering.instructions import addresses_a_machine
from services.assistant.answering.kinds import label_of
from services.assistant.answering.nationalities import CODES
from services.assistant.answering.periods import day_of
from services.assistant.answering.person_fields import NAME
from services.assistant.answering.question import Question
from services.assistant.answering.words import SAY_LITTLE, carries_content, topic, words
from shared.evidence import Box, DocumentName, Evidence, FieldFact

LONGEST_OPENING = 120

_HOLDERS = frozenset({*NAME.names, "given_names", "surname", "spouse_1", "spouse_2", "applicant", "beneficiary"})

CERTAIN = 0.8
"""Below this confidence a value that no check digit confirms is stated with a caveat."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of one document, with every fact that gives it (a name takes two).

    `asked` is what was asked for ("expiration date"), `label` what the document has of it ("admit-until date").
    """

    document: "Document"
    asked: str
    label: str
    value: str
    facts: tuple[FieldFact, ...]
    is_personal: bool = False

    @property
    def is_certain(self) -> bool:
        return all(fact.verified or fact.confidence >= CERTAIN for fact in self.facts)


@dataclass(frozen=True, slots=True)
class Opening:
    """The line that a document begins with."""

    document_id: UUID
    filename: str
    snippet: str
    page: int = 1
    confidence: float = 1.0
    box: Box | None = None


@dataclass
class Document:
    """A document's facts and pages; only facts whose line stands on its page, and commands nobody, are found."""

    id: UUID
    filename: str
    code: str
    type_name: str
    pages: PageIndex
    facts: list[FieldFact] = field(default_factory=list)

    @property
    def label(self) -> str:
        return label_of(self.code, self.type_name)

    @cached_property
    def newest_day(self) -> date:
        """The latest of its days of issue and expiry: of several documents of a kind the newest has the latest."""
        facts = self._of_names(ISSUED.names) + self._of_names(EXPIRATION.names)
        return max((day for fact in facts if (day := day_of(fact.value))), default=date.min)

    @cached_property
    def holder(self) -> Finding | None:
        """The name on the document, given names first."""
        full = self._of_names(NAME.names)
        given, surname = self._of_names(["given_names"]), self._of_names(["surname"])
        parts = full[:1] or [*given[:1], *surname[:1]]
        if not parts:
            return None
        value = " ".join(part.value for part in parts)
        return Finding(self, NAME.label, NAME.label, value, tuple(parts), is_personal=True)

    @cached_property
    def holder_words(self) -> frozenset[str]:
        """The folded words of the holder's name, whether or not it can be cited."""
        return frozenset(word for fact in self.facts if fact.field in _HOLDERS for word in words(fact.value))

    def is_about(self, codes: Collection[str]) -> bool:
        """Whether it is of one of these types, or a notice about such a form ("Case type: I-90, …")."""
        cases = {word.upper() for fact in self.facts if fact.field == "case_type" for word in words(fact.value)}
        return self.code in codes or not cases.isdisjoint(codes)

    @cached_property
    def token(self) -> "FieldFact | Opening | None":
        """What to cite for the document as a whole: whose it is, another value, or the line that it begins with."""
        if self.holder:
            return self.holder.facts[0]
        return next((fact for fact in self.facts if self._can_cite(fact)), None) or self._opening()

    @cached_property
    def text_words(self) -> frozenset[str]:
        """The folded words on its pages."""
        return frozenset(word for text in self.pages.texts(self.id) for word in words(text))

    def findings(self, asked: AskedField) -> list[Finding]:
        """The document's values for a field; two different ones are both kept."""
        if asked is NAME:
            return [self.holder] if self.holder else []
        facts = sorted(self._of_names(asked.names), key=lambda fact: fact.value)
        return [
            Finding(self, asked.label, label_of_field(name), value, tuple(same), asked.is_personal)
            for (name, value), same in groupby(facts, key=lambda fact: (fact.field, fact.value))
        ]

    def named_in(self, question: Question) -> list[Finding]:
        """The values whose metadata name the question spells out ("notice date"), or else at least half of it."""
        asked = {topic(word) for word in question.content_beyond(self.code)}
        if asked <= SAY_LITTLE:
            return []
        named = [(fact, _name_topics(fact.field)) for fact in self.facts]
        whole = [fact for fact, name in named if asked == name]
        return self._each(whole or [fact for fact, name in named if asked < name and 2 * len(asked) >= len(name)])

    def everything(self) -> list[Finding]:
        """One finding for each fact."""
        return self._each(self.facts)

    def bears_out(self, binding: frozenset[str], in_text: frozenset[str]) -> bool:
        """Whether every word is in the document's name, type or values; those of `in_text` may be on its pages."""
        described = set(words(" ".join([self.filename, self.type_name, self.label, *(f.value for f in self.facts)])))
        return all(
            word in described or self._is_of_state(CODES.get(word)) or (word in in_text and word in self.text_words)
            for word in binding
        )

    def _opening(self) -> "Opening | None":
        lines = (line.strip() for text in self.pages.texts(self.id, page=1) for line in text.splitlines())
        first = next((line for line in lines if any(c.isalnum() for c in line) and not addresses_a_machine(line)), None)
        return Opening(self.id, self.filename, first[:LONGEST_OPENING]) if first else None

    def _is_of_state(self, code: str | None) -> bool:
        states = {fact.value for fact in self.facts if fact.field in {"nationality", "issuing_state"}}
        return code is not None and (code in states or (code == "USA" and self.code.startswith("US_")))

    def _each(self, facts: Iterable[FieldFact]) -> list[Finding]:
        return [
            Finding(self, fact.field, label_of_field(fact.field), fact.value, (fact,))
            for fact in facts
            if self._can_cite(fact)
        ]

    def _of_names(self, names: Iterable[str]) -> list[FieldFact]:
        for name in names:
            if found := [fact for fact in self.facts if fact.field == name and self._can_cite(fact)]:
                return found
        return []

    def _can_cite(self, fact: FieldFact) -> bool:
        if not fact.value.strip() or not fact.snippet or addresses_a_machine(fact.snippet):
            return False
        return self.pages.has(fact.document_id, fact.page, fact.snippet)


def documents_of(evidence: Evidence, pages: PageIndex) -> list[Document]:
    """Every document of the evidence, in its order."""
    found: dict[UUID, Document] = {}
    origins: list[DocumentName] = [*evidence.documents, *evidence.fields, *evidence.passages]
    for origin in origins:
        if origin.document_id not in found:
            code, type_name = origin.document_type_code, origin.document_type_name
            found[origin.document_id] = Document(origin.document_id, origin.filename, code, type_name, pages)
    for fact in evidence.fields:
        found[fact.document_id].facts.append(fact)
    return list(found.values())


def people_of(question: Question, documents: Iterable[Document]) -> frozenset[str]:
    """The words of a question that are in somebody's name."""
    if not question.leftover:
        return frozenset()
    return frozenset(word for document in documents for word in document.holder_words & question.leftover)


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: each word of the shorter stands in the longer."""
    first, second = set(words(one)), set(words(other))
    return first <= second or second <= first


@cache
def _name_topics(name: str) -> frozenset[str]:
    return frozenset(topic(word) for word in name.split("_") if carries_content(word))
