"""The documents behind the evidence: their citable facts, their holder, and whether they fit a description."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from uuid import UUID

from services.assistant.answering.citations import PageIndex
from services.assistant.answering.asked import AskedField
from services.assistant.answering.fields import LABELS, NAME
from services.assistant.answering.instructions import addresses_a_machine
from services.assistant.answering.kinds import label_of
from services.assistant.answering.nationalities import CODES
from services.assistant.answering.question import Question
from services.assistant.answering.words import carries_content, stem, words
from shared.evidence import Evidence, FieldFact

_GIVEN_NAMES = ("given_names", "first_name", "given_name")
_SURNAMES = ("surname", "last_name", "family_name")

CERTAIN = 0.8
"""Below this confidence a value that no check digit confirms is stated with a caveat."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One value of one document, with every fact that gives it (a name takes two)."""

    document: "Document"
    label: str
    is_personal: bool
    value: str
    facts: tuple[FieldFact, ...]

    @property
    def is_certain(self) -> bool:
        return all(fact.verified or fact.confidence >= CERTAIN for fact in self.facts)


@dataclass
class Document:
    """A document's facts that may be cited: they stand on their page and command nobody."""

    id: UUID
    filename: str
    code: str
    type_name: str
    facts: list[FieldFact] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return label_of(self.code, self.type_name)

    @cached_property
    def holder(self) -> Finding | None:
        """The name on the document, given names first."""
        full = self._of_names(NAME.names)
        given, surname = self._of_names(_GIVEN_NAMES), self._of_names(_SURNAMES)
        parts = full[:1] or [*given[:1], *surname[:1]]
        if not parts:
            return None
        return Finding(self, NAME.label, True, " ".join(part.value for part in parts), tuple(parts))

    @cached_property
    def holder_words(self) -> frozenset[str]:
        """The folded words of the holder's name."""
        return frozenset(words(self.holder.value)) if self.holder else frozenset()

    @cached_property
    def text_words(self) -> frozenset[str]:
        """The folded words on the document's pages."""
        return frozenset(word for text in self.texts for word in words(text))

    def findings(self, asked: AskedField) -> list[Finding]:
        """The document's values for a field; two different ones are both kept."""
        if asked is NAME:
            return [self.holder] if self.holder else []
        facts = sorted(self._of_names(asked.names), key=lambda fact: fact.value)
        return [
            Finding(self, asked.label, asked.is_personal, value, tuple(same))
            for value, same in groupby(facts, key=lambda fact: fact.value)
        ]

    def named_in(self, question: Question) -> list[Finding]:
        """The values whose metadata name is spelled out in the question ("notice date"), and no word more is asked."""
        asked = {stem(word) for word in question.content_beyond(self.code)}
        return [
            Finding(self, fact.field.replace("_", " "), False, fact.value, (fact,))
            for fact in self.facts
            if asked == {stem(word) for word in words(fact.field.replace("_", " ")) if carries_content(word)}
        ]

    def everything(self) -> list[Finding]:
        """One finding for each fact."""
        return [
            Finding(self, LABELS.get(fact.field, fact.field.replace("_", " ")), False, fact.value, (fact,))
            for fact in self.facts
        ]

    def bears_out(self, binding: frozenset[str], *, with_text: bool) -> bool:
        """Whether every word is in the document's name, type or values, or also, if asked so, on its pages."""
        described = set(words(" ".join([self.filename, self.type_name, self.label, *(f.value for f in self.facts)])))
        return all(
            word in described or self._is_of_state(CODES.get(word)) or (with_text and word in self.text_words)
            for word in binding
        )

    def _is_of_state(self, code: str | None) -> bool:
        states = {
            fact.value for fact in self.facts if fact.field in {"nationality", "issuing_state", "issuing_country"}
        }
        return code is not None and (code in states or (code == "USA" and self.code.startswith("US_")))

    def _of_names(self, names: Iterable[str]) -> list[FieldFact]:
        for name in names:
            if found := [fact for fact in self.facts if fact.field == name]:
                return found
        return []


def citable_documents(evidence: Evidence, pages: PageIndex) -> list[Document]:
    """Every document of the evidence, in its order; facts that can't be cited are left out."""
    found: dict[UUID, Document] = {}
    for origin in [*evidence.fields, *evidence.passages]:
        found.setdefault(
            origin.document_id,
            Document(origin.document_id, origin.filename, origin.document_type_code, origin.document_type_name),
        )
    for fact in evidence.fields:
        if _is_citable(fact, pages):
            found[fact.document_id].facts.append(fact)
    for page in evidence.pages:
        if page.document_id in found:
            found[page.document_id].texts.append(page.text)
    return list(found.values())


def _is_citable(fact: FieldFact, pages: PageIndex) -> bool:
    if not fact.value.strip() or fact.snippet is None or addresses_a_machine(fact.snippet):
        return False
    return pages.has(fact.document_id, fact.page, fact.snippet)


def same_person(one: str, other: str) -> bool:
    """Whether two names may be one person's: each word of the shorter stands in the longer."""
    first, second = set(words(one)), set(words(other))
    return first <= second or second <= first
