"""The embedded answering model: typed fields first, then sentences quoted as they stand, else "I found nothing"."""

from datetime import date

from services.assistant.answering.answer import NOTHING_FOUND, Answer
from services.assistant.answering.citations import PageIndex, checked
from services.assistant.answering.composer import Composer
from services.assistant.answering.documents import Document, Finding, documents_of
from services.assistant.answering.kinds import with_article
from services.assistant.answering.question import Intent, Question, understand
from services.assistant.answering.quotes import best_quotes
from services.assistant.answering.words import words
from shared.evidence import Evidence


def answer(question: str, evidence: Evidence, today: date) -> Answer:
    """Answer from the evidence alone, dates counted from `today`; every citation is checked.

    Nothing in the evidence is an instruction: values are stated, sentences quoted, and a line that commands an
    assistant is neither unless the question is about it (see `instructions.addresses_a_machine`).
    """
    asked = understand(question, today)
    pages = PageIndex(evidence.pages)
    documents = documents_of(evidence, pages)
    composer = Composer(asked, today)
    findings = _findings(asked, documents)
    if asked.intent is Intent.LIST_EXPIRING:
        composer.list_expiring(findings)
    elif findings:
        composer.state(findings)
    else:
        composer.quote(best_quotes(asked, evidence.passages, pages))
    given = checked(composer.answer(), evidence.pages)
    return given if given.grounded else Answer(text=_nothing_found(asked, documents), sources=[])


def _findings(asked: Question, documents: list[Document]) -> list[Finding]:
    people = frozenset(word for d in documents if asked.leftover for word in d.holder_words & asked.leftover)
    described = asked.binding - people
    found = [
        finding
        for document in documents
        if not asked.codes or document.code in asked.codes
        if not described or document.bears_out(described, with_text=bool(asked.kinds))
        for finding in _of_document(asked, document)
    ]
    found = _of_people(people, found) if people else found
    return [finding for finding in found if asked.relation is None or _is_of(asked.relation, finding)]


def _of_document(asked: Question, document: Document) -> list[Finding]:
    if asked.fields:
        return [finding for field in asked.fields for finding in document.findings(field)]
    return document.everything() if asked.intent is Intent.SUMMARIZE else document.named_in(asked)


def _of_people(people: frozenset[str], findings: list[Finding]) -> list[Finding]:
    """What belongs to the people named: nobody else's document has more of those words in its holder's name.

    So "Anna Eriksson" leaves out Ben Eriksson, and "Anna and Ben" means both. Where no holder was read from a document
    the words on its pages count.
    """
    named = [(f, people.intersection(f.document.holder_words or f.document.text_words)) for f in findings]
    return [finding for finding, mine in named if mine and not any(mine < other for _, other in named)]


def _is_of(relation: str, finding: Finding) -> bool:
    """Documents don't say who somebody's wife is; a file name (`wife.pdf`) or a field (`mother_name`) may."""
    return relation in {*finding.facts[0].field.split("_"), *words(finding.document.filename)}


def _nothing_found(asked: Question, documents: list[Document]) -> str:
    """An admission, with what would help: a name, or a document of the kind that has the answer."""
    if asked.relation and (asked.fields or asked.kinds):
        return f"{NOTHING_FOUND} They do not say who your {asked.relation} is: ask by name."
    labels = [mention.kind.label for mention in asked.kinds] or [f.answered_by for f in asked.fields if f.answered_by]
    if not labels:
        return NOTHING_FOUND
    if asked.binding or not any(document.code in asked.codes for document in documents):
        return f"{NOTHING_FOUND} {with_article(labels[0])} would answer it."
    return f"{NOTHING_FOUND} I could not read it from the {labels[0]} that is here." if asked.fields else NOTHING_FOUND
