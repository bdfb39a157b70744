"""What somebody could ask next: questions that this vault answers, each tried before it is offered."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.assistant.answering.citations import PageIndex
from services.assistant.answering.documents import Document, documents_of
from services.assistant.answering.extractive import answer
from services.assistant.answering.phrasing import field_of, question_about
from services.assistant.answering.question import Question, understand
from services.assistant.answering.sentences import spoken
from shared.evidence import Evidence

SUGGESTED = 3
_GENERAL = ("Which documents expire within 180 days?", "What documents do I have?")
_TELLING = (
    "expiration_date", "admit_until", "program_end_date", "valid_to", "response_due", "lease_end", "coverage_end",
    "document_number", "receipt_number", "i94_number", "sevis_id", "uscis_number", "class_of_admission",
    "employer_name", "wage", "monthly_rent", "issue_date", "school_name", "date_of_entry",
)  # fmt: skip
"""Metadata names worth a question, the most wanted first."""


def follow_ups(question: str, evidence: Evidence, today: date) -> list[str]:
    """Up to three questions: about what was asked about, then about other documents, then in general."""
    asked = understand(question, today)
    documents = documents_of(evidence, PageIndex(evidence.pages))
    found: list[str] = []
    for candidate in (*_candidates(asked, documents), *_GENERAL):
        if candidate in found or _is_same(asked, understand(candidate, today)):
            continue
        if answer(candidate, evidence, today).grounded:
            found.append(candidate)
        if len(found) == SUGGESTED:
            break
    return found


def _candidates(asked: Question, documents: Sequence[Document]) -> Iterator[str]:
    has_one_holder = len({document.holder_words for document in documents if document.holder_words}) <= 1
    ranked = sorted(documents, key=lambda document: document.code not in asked.codes)
    questions = [_about(document, has_one_holder=has_one_holder) for document in ranked]
    for place in range(len(_TELLING)):
        for about in questions:
            yield from about[place : place + 1]


def _about(document: Document, *, has_one_holder: bool) -> list[str]:
    names = {fact.field for fact in document.facts}
    subject = f"{_owner(document, has_one_holder=has_one_holder)} {document.label}"
    fields = [field for name in _TELLING if name in names and (field := field_of(name))]
    return list(dict.fromkeys(question_about(field, subject) for field in fields))


def _owner(document: Document, *, has_one_holder: bool) -> str:
    if has_one_holder or not document.holder:
        return "my"
    return f"{spoken(document.holder).split()[0]}'s"


def _is_same(one: Question, other: Question) -> bool:
    return (one.intent, one.fields, one.codes) == (other.intent, other.fields, other.codes)
