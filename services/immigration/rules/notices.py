"""Rules for notices that want an answer, and for what follows on a decision."""

from collections.abc import Iterator
from datetime import date

from services.immigration.rules.dates import after_days, counted
from services.immigration.rules.facts import Case, EventFacts
from services.immigration.rules.findings import Computation, Finding, State
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule, Duty
from services.immigration.rules.vocabulary import (
    Decision,
    Filing,
    Form,
    Notice,
    NoticeKind,
    NoticeReply,
    Outcome,
)

NAMES = {
    NoticeKind.RFE: "request for evidence",
    NoticeKind.NOID: "notice of intent to deny",
    NoticeKind.I515A: "Form I-515A",
}


@rule("RFE_DUE", days=dict, mail_days=int)
def reply_due(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """A request for evidence, or a notice of intent to deny, is answered by the day on it: by then the answer arrives.

    Source: 8 CFR 103.2(b)(8)(iv), which allows 84 and 30 days at most; 8 CFR 103.8(b) adds 3 for the mail. Where the
    notice's own day is not recorded, the longest term without mail days is taken, so that no day is missed.
    """
    for notice in case.happened(Notice):
        if notice.details.kind is NoticeKind.I515A:
            continue
        longest = rule.table("days")[notice.details.kind]
        mail = rule.number("mail_days") if notice.details.by_mail else 0
        allowed = after_days(notice.event_date, longest + mail)
        due = notice.details.due_date or after_days(notice.event_date, longest)
        steps = [f"{notice.event_date} + {longest} days and {mail} of mail = {allowed} at most"]
        if due > allowed:
            steps.append(f"the notice says {due}, which is later: check it")
        yield _reply(case, rule, notice, due, tuple(steps))


@rule("I515A_30", days=int)
def i515a(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Whoever was admitted with a Form I-515A sends what was missing within 30 days.

    Source: 8 CFR 214.3(k) in practice, as told in
    https://www.astate.edu/a/global-initiatives/international/international-student-services/transportation-and-travel/index.dot.
    A day on the form itself wins if it is sooner.
    """
    for notice in case.happened(Notice):
        if notice.details.kind is NoticeKind.I515A:
            days = rule.number("days")
            longest = after_days(notice.event_date, days)
            due = min(longest, notice.details.due_date or longest)
            yield _reply(case, rule, notice, due, (f"{notice.event_date} + {days} days = {longest}",))


def _reply(case: Case, rule: ActiveRule, notice: EventFacts[Notice], due: date, steps: tuple[str, ...]) -> Finding:
    done = next((each for each in case.happened(NoticeReply) if _answers(each, notice)), None)
    words = f"The {NAMES[notice.details.kind]} of {notice.event_date}"
    duty = Duty(
        start=notice.event_date,
        due=due,
        limit=(due - notice.event_date).days,
        done_on=done.event_date if done else None,
        owed=f"{words} must be answered",
        done=f"{words} was answered",
        steps=steps,
    )
    return rule.duty(duty, notice)


def _answers(reply: EventFacts[NoticeReply], notice: EventFacts[Notice]) -> bool:
    numbers = reply.details.receipt_number, notice.details.receipt_number
    same_case = numbers[0] == numbers[1] or not all(numbers)
    return reply.details.kind is notice.details.kind and same_case and reply.event_date >= notice.event_date


@rule("PERM_180", days=int)
def i140_after_perm(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """The I-140 is filed within 180 days of the labor certification, which is of no use after that.

    Source: 20 CFR 656.30(b). The day on the certification wins where it is recorded.
    """
    for decision in case.happened(Decision):
        if decision.details.form is not Form.PERM or decision.details.outcome is not Outcome.APPROVED:
            continue
        days, certified = rule.number("days"), decision.event_date
        due = decision.details.valid_until or after_days(certified, days)
        i140s = [
            each for each in case.happened(Filing) if each.details.form is Form.I140 and each.event_date >= certified
        ]
        computation = Computation(
            certified, due, (case.as_of - certified).days, days, (f"{certified} + {days} days = {due}",)
        )
        if i140s and i140s[0].event_date <= due:
            took = counted((i140s[0].event_date - certified).days)
            message = f"The I-140 was filed {took} after the labor certification of {certified}; {days} are allowed."
            yield rule.finding(State.COMPLETED, message, computation, decision, i140s[0], due=due)
            continue
        before = f"The I-140 must be filed by {due}, {days} days after the labor certification of {certified}."
        after = f"The labor certification of {certified} was of use until {due}, and no I-140 was filed by then."
        yield rule.deadline(due, before, after, computation, decision)
