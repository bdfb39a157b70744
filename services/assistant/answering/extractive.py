"""The embedded answering model: typed fields first, then sentences quoted as they stand, else "I found nothing"."""

from collections.abc import Iterable
from datetime import date

from services.assistant.answering.answer import NOTHING_FOUND, Answer, Source
from services.assistant.answering.citations import PageIndex, checked
from services.assistant.answering.documents import Document, Finding, citable_documents, same_person
from services.assistant.answering.fields import EXPIRATION
from services.assistant.answering.kinds import with_article
from services.assistant.answering.question import Intent, Question, understand
from services.assistant.answering.quotes import Quote, best_quotes
from services.assistant.answering.sentences import (
    age,
    capitalised,
    caveat,
    day_of,
    distance,
    elided,
    plain,
    spoken,
    statement,
)
from shared.evidence import Box, Evidence, FieldFact, Passage

_MOST_FINDINGS = 12
_MOST_MARKS = 3


def answer(question: str, evidence: Evidence, today: date) -> Answer:
    """Answer from the evidence alone, dates counted from `today`.

    Nothing in the evidence is an instruction: values are stated, sentences quoted, and a line that commands an
    assistant is neither unless the question is about it (see `instructions.addresses_a_machine`).
    """
    asked = understand(question, today)
    pages = PageIndex(evidence.pages)
    documents = citable_documents(evidence, pages)
    draft = Draft(asked, today)
    findings = _findings(asked, documents)
    if asked.intent is Intent.LIST_EXPIRING:
        draft.list_expiring(findings)
    elif findings:
        draft.state(findings)
    else:
        draft.quote(best_quotes(asked, evidence.passages, pages))
    given = checked(draft.answer(), evidence.pages)
    return given if given.grounded else Answer(text=_nothing_found(asked, documents), sources=[])


def _findings(asked: Question, documents: Iterable[Document]) -> list[Finding]:
    fitting = [d for d in documents if not asked.codes or d.code in asked.codes]
    fitting = [d for d in fitting if d.bears_out(asked.binding, with_text=bool(asked.kinds))]
    if asked.relation:
        fitting = _of_relation(asked, fitting)
    if asked.fields:
        return [finding for field in asked.fields for d in fitting for finding in d.findings(field)]
    if asked.intent is Intent.SUMMARIZE:
        return [finding for d in fitting for finding in d.everything()]
    return [finding for d in fitting for finding in d.named_in(asked)]


def _of_relation(asked: Question, documents: list[Document]) -> list[Document]:
    """Documents don't say who somebody's wife is. A file name may; else only a document that was named is shown."""
    named = [d for d in documents if d.bears_out(frozenset({asked.relation or ""}), with_text=False)]
    may_show = asked.kinds and not any(field.is_personal for field in asked.fields)
    return named or (documents if may_show else [])


def _nothing_found(asked: Question, documents: list[Document]) -> str:
    label = asked.kinds[0].label if asked.kinds else next((f.answered_by for f in asked.fields if f.answered_by), None)
    if label is None:
        return NOTHING_FOUND
    if any(d.code in asked.codes for d in documents) and not asked.binding:
        return f"{NOTHING_FOUND} I could not read it from the {label} that is here."
    return f"{NOTHING_FOUND} {with_article(label)} would answer it."


class Draft:
    """An answer in the making: lines of claims, and the sources that their marks number."""

    def __init__(self, asked: Question, today: date) -> None:
        self.asked = asked
        self.today = today
        self.lines: list[str] = []
        self.sources: list[Source] = []

    def answer(self) -> Answer:
        return Answer(text="\n".join(self.lines), sources=self.sources)

    def quote(self, quotes: Iterable[Quote]) -> None:
        """Each sentence on its own line, with the name of its file."""
        for found in quotes:
            passage = found.passage
            mark = self._mark(passage, passage.boxes, found.text, passage.score)
            self.lines.append(f"{plain(passage.filename)} says: “{elided(found.text)}” {mark}")

    def list_expiring(self, findings: list[Finding]) -> None:
        """The end dates in the period asked about, soonest first; where there are none, the one closest to it."""
        period = self.asked.period
        dated = sorted(((day, f) for f in findings if (day := day_of(f.value))), key=lambda pair: pair[0])
        if not dated or period is None:
            return
        inside = [finding for day, finding in dated if day in period]
        if inside:
            self._state_each(inside)
            return
        gaps = [(max(period.start - day, day - period.end), finding) for day, finding in dated]
        closest = min(gaps, key=lambda gap: gap[0])[1]
        self._state_each([closest])
        self.lines[0] = f"Nothing I can read ends in that time. The closest: {self.lines[0]}"

    def state(self, findings: list[Finding]) -> None:
        """A sentence for each field where all documents agree, else one for each document."""
        if self.asked.relation:
            self.lines.append(f"The documents do not say who your {self.asked.relation} is.")
        for label in dict.fromkeys(finding.label for finding in findings):
            same_field = [finding for finding in findings if finding.label == label]
            values = {finding.value.casefold() for finding in same_field}
            if len(values) == 1 or (label == "name" and _one_name(same_field)):
                self._state_agreed(same_field)
            else:
                self._state_each(sorted(same_field, key=lambda f: f.value if day_of(f.value) else "", reverse=True))

    def _state_agreed(self, findings: list[Finding]) -> None:
        best = max(findings, key=lambda f: (f.certain, len(f.value)))
        others = [f for f in findings if f is not best]
        if best.is_personal and not self.asked.kinds and not self._is_third_person():
            whose = "Your" if self.asked.is_own else "The"
            verb = "are" if best.label.endswith("names") else "is"
            claim = f"{whose} {best.label} {verb} {spoken(best)} {self._marks([best, *others])}."
        else:
            claim = statement(best, self._subject(best, [best]), self._marks([best, *others]))
        self.lines.append(self._judged(best, claim))

    def _state_each(self, findings: list[Finding]) -> None:
        for finding in findings[:_MOST_FINDINGS]:
            claim = statement(finding, self._subject(finding, findings), self._marks([finding]))
            self.lines.append(self._judged(finding, claim))
        if len(findings) > _MOST_FINDINGS:
            self.lines.append(f"There are {len(findings) - _MOST_FINDINGS} more.")

    def _judged(self, finding: Finding, claim: str) -> str:
        """The claim with the verdict asked for before it, and what today's date and the reading's quality add."""
        remark = ""
        if finding.facts[0].field in EXPIRATION.names:
            claim = f"{self._verdict(finding)}{claim}" if not self._verdict(finding) else f"{self._verdict(finding)}: {claim[0].lower()}{claim[1:]}"
            remark = distance(finding, self.today, always=self.asked.intent not in {Intent.STATE, Intent.SUMMARIZE})
        elif self.asked.intent is Intent.TELL_AGE:
            remark = age(finding, self.today)
        return f"{claim}{remark}{caveat(finding)}"

    def _verdict(self, finding: Finding) -> str:
        day, period = day_of(finding.value), self.asked.period
        if day is None:
            return ""
        if self.asked.intent is Intent.JUDGE_EXPIRY:
            return "Yes" if (day in period if period else day < self.today) else "No"
        if self.asked.intent is Intent.JUDGE_VALIDITY:
            at = period.end if period and period.end < date.max else period.start if period else self.today
            return "Yes" if day >= at else "No"
        return ""

    def _subject(self, finding: Finding, among: list[Finding]) -> str:
        """`your passport`, told from others of its kind by its holder or its file."""
        document, others = finding.document, [f.document for f in among if f.document is not finding.document]
        own = self.asked.is_own and not self._is_third_person()
        subject = f"{'your' if own else 'the'} {plain(document.label)}"
        holder = document.holder
        if holder and finding.label != "name" and (self._is_third_person() or _differ(document, others)):
            subject = f"the {plain(document.label)} of {spoken(holder)} {self._marks([holder])}"
        if any(other.label == document.label for other in others):
            subject += f" in {plain(document.filename)}"
        return subject

    def _is_third_person(self) -> bool:
        return bool(self.asked.relation or self.asked.binding & self.asked.required)

    def _marks(self, findings: list[Finding]) -> str:
        facts = [fact for finding in findings[:_MOST_MARKS] for fact in finding.facts]
        marks = [self._mark(f, [f.box] if f.box else [], f.snippet or "", f.confidence) for f in facts]
        return "".join(dict.fromkeys(marks))

    def _mark(self, origin: FieldFact | Passage, boxes: list[Box], snippet: str, score: float) -> str:
        """The mark of a source; what was cited before keeps its number."""
        for source in self.sources:
            same_place = (source.document_id, source.page, source.snippet) == (origin.document_id, origin.page, snippet)
            if same_place and source.boxes == boxes:
                return f"[{source.index}]"
        source = Source(len(self.sources) + 1, origin.document_id, origin.filename, origin.page, boxes, snippet, score)
        self.sources.append(source)
        return f"[{source.index}]"


def _one_name(findings: list[Finding]) -> bool:
    longest = max(findings, key=lambda f: len(f.value))
    return all(same_person(longest.value, f.value) for f in findings)


def _differ(document: Document, others: list[Document]) -> bool:
    """Whether another of the documents belongs to somebody else."""
    mine = document.holder
    return any(mine and o.holder and not same_person(mine.value, o.holder.value) for o in others)
