"""Who would be affected if a rule said something else."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import ValidationError

from services.immigration.access import Keeper
from services.immigration.compliance.errors import NotAVersion, RuleNotFound, TooManyPersons
from services.immigration.compliance.facts import facts_of
from services.immigration.compliance.schemas import (
    AffectedPerson,
    FindingRead,
    VersionChange,
    WhatIf,
    WhatIfReport,
)
from services.immigration.models import Person
from services.immigration.persons.repository import PersonRepository
from services.immigration.resources import ImmigrationApp
from services.immigration.rules.catalogue import load_rules
from services.immigration.rules.evaluate import Evaluation, Overall, evaluate
from services.immigration.rules.facts import Case, PersonFacts
from services.immigration.rules.findings import Finding
from services.immigration.rules.registry import FUNCTIONS
from services.immigration.rules.rule import Rules, Version
from shared.db.session import ReadSession

BATCH = 500
MOST_PERSONS = 20_000
MOST_SHOWN = 100
WORST_FIRST = (Overall.NON_COMPLIANT, Overall.ATTENTION, Overall.UNKNOWN, Overall.COMPLIANT)


class WhatIfService:
    def __init__(self, session: ReadSession, resources: ImmigrationApp) -> None:
        self.session = session
        self.resources = resources

    async def ask(self, keeper: Keeper, question: WhatIf) -> WhatIfReport:
        """Raises OrganizationNotFound, RuleNotFound, NotAVersion, TooManyPersons."""
        owners = {keeper.owner_of_new(question.organization_id)} if question.organization_id else keeper.owners
        as_of = question.as_of or self.resources.today()
        now = load_rules()
        then = changed_rules(now, question.rule, question.version, as_of)
        report = WhatIfReport(rule=question.rule, as_of=as_of)
        last = UUID(int=0)
        while persons := await PersonRepository(self.session).after(last, BATCH, owners=owners):
            report.evaluated += len(persons)
            if report.evaluated > MOST_PERSONS:
                raise TooManyPersons
            facts = await facts_of(self.session, persons, self.resources.sealer)
            # Half a second of arithmetic: others are answered meanwhile.
            report.persons += await asyncio.to_thread(_affected, persons, facts, as_of, now, then)
            last = persons[-1].id
        return _summed_up(report)


def changed_rules(rules: Rules, rule_id: str, change: VersionChange, as_of: date) -> Rules:
    """With a version of the rule that differs from the one in force in what the change says.

    Raises RuleNotFound, NotAVersion.
    """
    try:
        rule = rules.by_id(rule_id)
    except KeyError as error:
        raise RuleNotFound from error
    model = rule.version_on(as_of) or rule.versions[-1]
    unknown = sorted(change.parameters.keys() - model.parameters.keys())
    if unknown:
        raise NotAVersion(f"The rule has no parameter called {', '.join(unknown)}")
    kinds = FUNCTIONS[rule_id].parameters
    try:
        given = {name: _as_kind(value, kinds[name]) for name, value in change.parameters.items()}
        version = Version(
            number=rule.versions[-1].number + 1,
            effective_from=change.effective_from,
            effective_to=change.effective_to,
            enabled=change.enabled,
            parameters={**model.parameters, **given},
        )
        changed = rules.with_version(rule_id, version)
        FUNCTIONS[rule_id].check(changed.by_id(rule_id))
    except (ValidationError, ValueError, TypeError) as error:
        raise NotAVersion from error
    return changed


def _as_kind(value: object, kind: type) -> object:
    """JSON knows lists, where rules have tuples and sets."""
    return kind(value) if kind in {tuple, frozenset} and isinstance(value, list) else value


def _affected(
    persons: Sequence[Person], facts: Mapping[UUID, PersonFacts], as_of: date, now: Rules, then: Rules
) -> list[AffectedPerson]:
    affected = []
    for person in persons:
        before = evaluate(Case(facts[person.id], as_of), now)
        after = evaluate(Case(facts[person.id], as_of), then)
        gone, new = _only_in(before, after), _only_in(after, before)
        if gone or new:
            affected.append(
                AffectedPerson(
                    person_id=person.id,
                    name=f"{person.first_name} {person.last_name}",
                    overall_before=before.overall,
                    overall_after=after.overall,
                    disappeared=[FindingRead.model_validate(each) for each in gone],
                    appeared=[FindingRead.model_validate(each) for each in new],
                )
            )
    return affected


def _only_in(one: Evaluation, other: Evaluation) -> list[Finding]:
    """What is found in one and not, or otherwise, in the other; the number of the version alone is no difference."""
    known = {_said(each) for each in _all(other)}
    return [each for each in _all(one) if _said(each) not in known]


def _all(evaluation: Evaluation) -> Iterator[Finding]:
    return itertools.chain(evaluation.items, evaluation.upcoming, evaluation.completed)


def _said(finding: Finding) -> tuple[object, ...]:
    return (finding.key, finding.state, finding.severity, finding.message)


def _summed_up(report: WhatIfReport) -> WhatIfReport:
    report.affected = len(report.persons)
    report.overall_before = Counter(each.overall_before for each in report.persons)
    report.overall_after = Counter(each.overall_after for each in report.persons)
    report.persons.sort(key=lambda each: (WORST_FIRST.index(each.overall_after), each.name))
    report.persons = report.persons[:MOST_SHOWN]
    return report


WhatIfs = Annotated[WhatIfService, Depends()]
