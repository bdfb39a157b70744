"""Putting findings and quotes together: one claim a line, each with the marks of its sources."""

from collections.abc import Iterable
from datetime import date

from services.assistant.answering.answer import Answer, SourceList
from services.assistant.answering.documents import Document, Finding, same_person
from services.assistant.answering.fields import EXPIRATION
from services.assistant.answering.intents import Intent
from services.assistant.answering.periods import day_of
from services.assistant.answering.person_fields import NAME
from services.assistant.answering.question import Question
from services.assistant.answering.quotes import Quote
from services.assistant.answering.sentences import (
    age,
    caveat,
    distance,
    elided,
    is_or_are,
    plain,
    spoken,
    statement,
    uncapitalised,
)
from services.assistant.answering.words import words

MOST_FINDINGS = 12
_MOST_MARKS = 3


class Composer:
    """An answer in the making: lines of claims, and the sources that their marks number."""

    def __init__(self, asked: Question, today: date) -> None:
        self.asked = asked
        self.today = today
        self.lines: list[str] = []
        self.sources = SourceList()

    def answer(self) -> Answer:
        """What has been composed so far."""
        return Answer(text="\n".join(self.lines), sources=list(self.sources))

    def quote(self, quotes: Iterable[Quote]) -> None:
        """Each sentence on its own line, with the name of its file."""
        for found in quotes:
            passage = found.passage
            mark = self.sources.mark(passage, passage.boxes, found.text, passage.score)
            self.lines.append(f"{plain(passage.filename)} says: “{elided(found.text)}” {mark}")

    def find_last(self, findings: list[Finding]) -> None:
        """The end date that comes last; where people or documents are named, the others after it."""
        dated = _by_day(findings)
        if dated:
            latest = [finding for _, finding in reversed(dated)]
            self._state_each(latest if self.asked.binding else latest[:1], among=latest)

    def list_expiring(self, findings: list[Finding]) -> None:
        """The end dates in the period asked about, soonest first; where there are none, the one closest to it."""
        period = self.asked.period
        dated = _by_day(findings)
        if not dated or period is None:
            return
        if inside := [finding for day, finding in dated if day in period]:
            self._state_each(inside)
            return
        _, closest = min(dated, key=lambda pair: max(period.start - pair[0], pair[0] - period.end))
        self._state_each([closest])
        self.lines[0] = f"Nothing I can read ends in that time. The closest: {uncapitalised(self.lines[0])}"

    def say(self, findings: list[Finding]) -> None:
        """What the findings come to for what is asked."""
        match self.asked.intent:
            case Intent.LIST_EXPIRING:
                self.list_expiring(findings)
            case Intent.FIND_LAST:
                self.find_last(findings)
            case _:
                self.state(findings)

    def state(self, findings: list[Finding]) -> None:
        """A sentence for each field where all documents agree, else one for each document, latest date first."""
        for asked in dict.fromkeys(finding.asked for finding in findings):
            same_field = [finding for finding in findings if finding.asked == asked]
            if _agree(same_field) and (self._is_about_person(same_field[0]) or _of_one_kind(same_field)):
                self._state_agreed(same_field)
            else:
                self._state_each(sorted(same_field, key=lambda f: f.value if day_of(f.value) else "", reverse=True))

    def _state_agreed(self, findings: list[Finding]) -> None:
        best = max(findings, key=lambda f: (f.is_certain, len(f.value)))
        marks = self.marks([best, *(f for f in findings if f is not best and _says_all(f, best))])
        if self._is_about_person(best):
            whose = "Your" if self.asked.is_own else "The"
            claim = f"{whose} {best.label} {is_or_are(best.label)} {spoken(best)} {marks}."
        else:
            claim = statement(best, self.subject(best, [best]), marks)
        self.lines.append(self._with_remarks(best, claim) + caveat(best))

    def _state_each(self, findings: list[Finding], among: list[Finding] | None = None) -> None:
        for finding in findings[:MOST_FINDINGS]:
            claim = statement(finding, self.subject(finding, among or findings), self.marks([finding]))
            is_contested = sum(other.document is finding.document for other in findings) > 1
            self.lines.append(self._with_remarks(finding, claim) + caveat(finding, is_contested=is_contested))
        if len(findings) > MOST_FINDINGS:
            self.lines.append(f"There are {len(findings) - MOST_FINDINGS} more.")

    def _with_remarks(self, finding: Finding, claim: str) -> str:
        """The claim with the verdict asked for before it, and after it what today's date makes of it."""
        if finding.facts[0].field in EXPIRATION.names:
            if judged := _verdict(self.asked, finding, self.today):
                claim = f"{judged}: {uncapitalised(claim)}"
            return claim + distance(
                finding, self.today, always=self.asked.intent not in {Intent.STATE, Intent.SUMMARIZE}
            )
        return claim + age(finding, self.today) if self.asked.intent is Intent.TELL_AGE else claim

    def subject(self, finding: Finding, among: list[Finding]) -> str:
        """`your passport`, told from others of its kind by its holder or its file."""
        document, others = finding.document, [f.document for f in among if f.document is not finding.document]
        is_other = self._is_third_person(document) or _belongs_to_another(document, others)
        subject = f"{'your' if self.asked.is_own and not is_other else 'the'} {plain(document.label)}"
        if is_other and document.holder and finding.label != document.holder.label:
            subject += f" of {spoken(document.holder)} {self.marks([document.holder])}"
        if any(other.label == document.label for other in others):
            subject += f" in {plain(document.filename)}"
        return subject

    def _is_about_person(self, finding: Finding) -> bool:
        return finding.is_personal and not self.asked.kinds and not self._is_third_person(finding.document)

    def _is_third_person(self, document: Document) -> bool:
        """Whether the question speaks of a relation of the asker, or names the holder."""
        return self.asked.relation is not None or bool(document.holder_words & self.asked.leftover)

    def marks(self, findings: list[Finding]) -> str:
        facts = [fact for finding in findings[:_MOST_MARKS] for fact in finding.facts]
        marks = [self.sources.mark(f, [f.box] if f.box else [], f.snippet or "", f.confidence) for f in facts]
        return "".join(dict.fromkeys(marks))


def _by_day(findings: list[Finding]) -> list[tuple[date, Finding]]:
    """The end dates among the findings, earliest first."""
    ends = [(day_of(f.value), f) for f in findings if f.asked == EXPIRATION.label]
    return sorted([(day, f) for day, f in ends if day], key=lambda pair: pair[0])


def _verdict(asked: Question, finding: Finding, today: date) -> str | None:
    """Yes or no, where the question wants one and the document has a date to go by."""
    day, period = day_of(finding.value), asked.period
    if day is None or asked.intent not in {Intent.JUDGE_EXPIRY, Intent.JUDGE_VALIDITY}:
        return None
    if asked.intent is Intent.JUDGE_EXPIRY:
        return "Yes" if (day in period if period else day < today) else "No"
    if period is None:
        return "Yes" if day >= today else "No"
    return "Yes" if day >= (period.end if period.end < date.max else period.start) else "No"


def _agree(findings: list[Finding]) -> bool:
    longest = max(findings, key=lambda f: len(f.value))
    if longest.label == NAME.label:
        return all(same_person(longest.value, f.value) for f in findings)
    return all(_says_all(f, longest) for f in findings)


def _says_all(finding: Finding, other: Finding) -> bool:
    return words(finding.value) == words(other.value)


def _of_one_kind(findings: list[Finding]) -> bool:
    return len({finding.document.label for finding in findings}) == 1


def _belongs_to_another(document: Document, others: list[Document]) -> bool:
    """Whether the documents told apart here have more than one holder."""
    mine = document.holder
    return any(mine and other.holder and not same_person(mine.value, other.holder.value) for other in others)
