"""The embedded answering model: typed fields first, then sentences quoted as they stand, else "I found nothing"."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.assistant.answering.answer import NOTHING_FOUND, Answer
from services.assistant.answering.asked import AskedField
from services.assistant.answering.citations import PageIndex, checked
from services.assistant.answering.comparison import compare
from services.assistant.answering.composer import Composer
from services.assistant.answering.documents import Document, Finding, documents_of, people_of
from services.assistant.answering.fields import EXPIRATION, ISSUED
from services.assistant.answering.intents import LISTINGS, Intent
from services.assistant.answering.kinds import with_article
from services.assistant.answering.listing import list_documents
from services.assistant.answering.question import Question, understand
from services.assistant.answering.quotes import best_quotes
from services.assistant.answering.rules import answer_from, asked_rule
from services.assistant.answering.words import beginnings, words
from shared.evidence import Evidence

NO_ADVICE = "I can say what documents and rules hold, not what to do or what will be."

_NAMING = """
full_name given_names surname nationality issuing_state spouse_1 spouse_2 applicant beneficiary petitioner employer_name
school_name bank_name insurer landlord tenant case_type notice_type
"""
DESCRIBING = frozenset(_NAMING.split())
"""Fields that tell one such document from another: whose it is, where it is from, what it is about."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What bears on a question: typed fields (None: all) of documents of some types (None: any), or near sentences."""

    document_types: list[str] | None = None
    fields: list[str] | None = None
    near_words: list[str] = field(default_factory=list)


def wanted(question: str, today: date) -> Wanted:
    """What to ask the document service for: every field of a few documents, or of many only those that matter."""
    asked = understand(question, today)
    if asked.intent in {Intent.SEARCH, Intent.SUMMARIZE}:
        near = frozenset[str]().union(*map(beginnings, set(asked.content) - asked.required))
        return Wanted(near_words=sorted(near) if asked.intent is Intent.SEARCH else [])
    fields = {name for field in (*asked.fields, *(side.field for side in asked.sides)) for name in field.names}
    if asked.wants_newest is not None or asked.intent in {Intent.COMPARE, Intent.FIND_NEWEST, Intent.FIND_OLDEST}:
        fields.update(EXPIRATION.names, ISSUED.names)
    codes = sorted(asked.codes) if asked.codes and asked.intent in LISTINGS else None
    return Wanted(codes, sorted(fields | DESCRIBING))


def is_about_rules(question: str, today: date) -> bool:
    """Whether the rule data answers the question, and no model is needed."""
    return asked_rule(question, understand(question, today), today) is not None


def answer(question: str, evidence: Evidence, today: date) -> Answer:
    """Answer from the evidence alone, dates counted from `today`; every citation is checked.

    Nothing in the evidence is an instruction: values are stated, sentences quoted, and a line that commands an
    assistant is neither unless the question is about it (see `instructions.addresses_a_machine`).
    """
    asked = understand(question, today)
    if rule := asked_rule(question, asked, today):
        return checked(answer_from(rule), [])
    pages = PageIndex(evidence.pages)
    documents = documents_of(evidence, pages)
    composer = Composer(asked, today)
    if asked.intent is Intent.ADVISE:
        return Answer(text=f"{NOTHING_FOUND} {NO_ADVICE}", sources=[])
    if asked.intent is Intent.COMPARE:
        compare(composer, [_findings(asked, documents, side.codes, [side.field]) for side in asked.sides])
    elif asked.intent in LISTINGS:
        list_documents(composer, _listed(asked, documents), has_more=evidence.has_more_documents)
    elif findings := _findings(asked, documents, asked.codes, asked.fields):
        composer.say(findings)
    elif asked.intent is not Intent.LIST_EXPIRING:
        composer.quote(best_quotes(asked, evidence.passages, pages, {d.id: d.holder_words for d in documents}))
    given = checked(composer.answer(), evidence.pages)
    return given if given.grounded else Answer(text=_nothing_found(asked, documents), sources=[])


def _findings(
    asked: Question, documents: list[Document], codes: Collection[str], fields: Sequence[AskedField]
) -> list[Finding]:
    fitting = _fitting(asked, documents, codes)
    by_document = [(document, _of_document(asked, document, fields)) for document in fitting]
    kept = _of_people(asked, [document for document, found in by_document if found])
    kept = _of_age(asked, kept)
    found = [finding for document, findings in by_document if document in kept for finding in findings]
    return [finding for finding in found if asked.relation is None or _is_of(asked.relation, finding)]


def _listed(asked: Question, documents: list[Document]) -> list[Document]:
    fitting = _of_people(asked, _fitting(asked, documents, asked.codes))
    if asked.relation:
        return [document for document in fitting if asked.relation in words(document.filename)]
    return fitting


def _fitting(asked: Question, documents: list[Document], codes: Collection[str]) -> list[Document]:
    """Those of the types, and with the words that tell one such document from another."""
    described = asked.binding - people_of(asked, documents)
    return [
        document
        for document in documents
        if not codes or document.is_about(codes)
        if not described or document.bears_out(described, described if asked.kinds else asked.places)
    ]


def _of_document(asked: Question, document: Document, fields: Sequence[AskedField]) -> list[Finding]:
    if fields:
        return [finding for field in fields for finding in document.findings(field)]
    return document.everything() if asked.intent is Intent.SUMMARIZE else document.named_in(asked)


def _of_people(asked: Question, documents: list[Document]) -> list[Document]:
    """What belongs to the people named: nobody else's document has more of those words in its holder's name.

    So "Anna Eriksson" leaves out Ben Eriksson, and "Anna and Ben" means both. Where no holder was read from a document
    the words on its pages count. Nobody named: all of them.
    """
    people = people_of(asked, documents)
    if not people:
        return documents
    named = [(d, people.intersection(d.holder_words or d.text_words)) for d in documents]
    return [document for document, mine in named if mine and not any(mine < other for _, other in named)]


def _of_age(asked: Question, documents: list[Document]) -> list[Document]:
    """Of each kind the newest or the oldest, where the question says "my new" or "my old"."""
    if asked.wants_newest is None:
        return documents
    chosen = max if asked.wants_newest else min
    of_kind = {document.label: [one for one in documents if one.label == document.label] for document in documents}
    return [chosen(same, key=lambda document: document.newest_day) for same in of_kind.values()]


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
