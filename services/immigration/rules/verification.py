"""Form I-9: when an employer looks at a work authorization again."""

from collections.abc import Iterator
from datetime import date

from services.immigration.rules.facts import Case, EventFacts
from services.immigration.rules.findings import Computation, Finding
from services.immigration.rules.jobs import jobs, same
from services.immigration.rules.registry import rule
from services.immigration.rules.rule import ActiveRule
from services.immigration.rules.vocabulary import Attested, I9Completed, I9Document, I9Reverified

NEVER_AGAIN = {I9Document.US_PASSPORT, I9Document.GREEN_CARD}


@rule("I9_REVERIFY")
def reverify(case: Case, rule: ActiveRule) -> Iterator[Finding]:
    """Supplement B is completed by the sooner of the day in Section 1 and the expiry of the List A or List C document.

    Source: 8 CFR 274a.2(b)(1)(vii); M-274, section 6.1;
    https://businesscentral.unl.edu/how-complete-form-i-9/supplement-b-reverification-and-rehire/reverification-procedure.
    Never for citizens and nationals, for a permanent resident who showed a green card, or for a US passport; List B is
    not looked at again. The employee chooses what to show.
    """
    for form in case.happened(I9Completed):
        if _never(form.details) or _is_over(case, form.details.employer):
            continue
        again = [
            each for each in case.happened(I9Reverified) if same(each.details.employer) == same(form.details.employer)
        ]
        latest = again[-1] if again and again[-1].event_date >= form.event_date else None
        due, steps = _due(form, latest)
        if due is None:
            continue
        computation = Computation((latest or form).event_date, due, (due - case.as_of).days, None, steps)
        by = f"{form.details.employer} must reverify the work authorization (Form I-9, Supplement B) by {due}"
        yield rule.deadline(due, f"{by}.", f"{by}, and nothing shows that it was done.", computation, latest or form)


def _never(form: I9Completed) -> bool:
    resident = form.attested is Attested.PERMANENT_RESIDENT and form.document is I9Document.GREEN_CARD
    citizen = form.attested in {Attested.CITIZEN, Attested.NONCITIZEN_NATIONAL}
    return resident or citizen or form.document is I9Document.US_PASSPORT


def _is_over(case: Case, employer: str) -> bool:
    theirs = [job for job in jobs(case) if same(job.employer) == same(employer)]
    return bool(theirs) and not any(job.is_running for job in theirs)


def _due(form: EventFacts[I9Completed], latest: EventFacts[I9Reverified] | None) -> tuple[date | None, tuple[str, ...]]:
    if latest:
        until = None if latest.details.document in NEVER_AGAIN else latest.details.document_until
        return until, (f"shown on {latest.event_date}, good until {until}",)
    days = [day for day in (form.details.authorized_until, form.details.document_until) if day]
    steps = (f"Section 1: {form.details.authorized_until}", f"List A or C: {form.details.document_until}")
    return min(days, default=None), steps
