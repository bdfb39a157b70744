"""What records of people take: many at once, and one against all rules."""

import asyncio
import statistics
import time
from datetime import date, timedelta

import psutil
from uuid_utils.compat import uuid7

from scripts.bench.access import settings_of
from scripts.bench.stack import Stack
from services.immigration.compliance.sweep import BATCH, sweep
from services.immigration.models import Person, Status
from services.immigration.resources import ImmigrationResources
from services.immigration.rules.catalogue import load_rules
from services.immigration.settings import ImmigrationSettings

PERSONS = 10_000
EVENTS = 20
SUMMARIES = 200
SWEPT = 50_000
COMING = 3 * 365
LEAST_RAISED = SWEPT // 10
MOST_GROWTH = 64 * 2**20
"""Bytes: flat, whatever is swept."""
HEAD = "external_id,first_name,last_name,email,date_of_birth,nationality,passport_number,alien_number,sevis_id,employer"


def import_seconds(stack: Stack) -> float:
    """A CSV file with everything that can be said of a person, numbers and all."""
    return _import(stack, "persons", [HEAD, *(_line(number) for number in range(PERSONS))])


def _import(stack: Stack, kind: str, lines: list[str]) -> float:
    files = {"file": (f"{kind}.csv", "\n".join(lines).encode(), "text/csv")}
    began = time.perf_counter()
    result = stack.call("POST", "immigration", f"/import/{kind}", files=files).json()
    taken = time.perf_counter() - began
    if result["imported"] != PERSONS:
        message = f"not all were taken: {result['errors'][:3]}"
        raise RuntimeError(message)
    return taken


def _line(number: int) -> str:
    numbers = f"P{number:08},A{number:09},N{number:010}"
    return f"E-{number},Anna{number},Eriksson,anna{number}@utopia.example,1974-08-12,SWE,{numbers},Northgate Labs"


def status_import_seconds(stack: Stack) -> float:
    """A passport for each of the persons that were imported."""
    head = "external_id,status_type,country,document_number,valid_from,valid_until"
    lines = [head, *(f"E-{number},passport,SWE,P{number:08},2022-04-02,2032-04-02" for number in range(PERSONS))]
    return _import(stack, "statuses", lines)


def sweep_seconds(stack: Stack) -> float:
    """The first sweep over fifty thousand students on OPT, in a process that does nothing else.

    Their permits end on days of the coming three years, so that one in six is to be warned of.
    """
    return asyncio.run(_sweep(settings_of(stack, "immigration", ImmigrationSettings)))


async def _sweep(settings: ImmigrationSettings) -> float:
    resources = ImmigrationResources(settings)
    try:
        await _enter_students(resources)
        load_rules()
        before = psutil.Process().memory_info().rss
        began = time.perf_counter()
        raised = await sweep(resources)
        taken = time.perf_counter() - began
        grown = psutil.Process().memory_info().rss - before
    finally:
        await resources.close()
    if raised < LEAST_RAISED or grown > MOST_GROWTH:
        message = f"{raised} steps were raised, and memory grew by {grown // 2**20} MB"
        raise RuntimeError(message)
    return taken


async def _enter_students(resources: ImmigrationResources) -> None:
    owner_id = uuid7()
    for first in range(0, SWEPT, BATCH):
        persons = [Person(id=uuid7(), owner_id=owner_id, first_name="Anna", last_name="Eriksson") for _ in range(BATCH)]
        statuses = [
            status
            for number, person in enumerate(persons, start=first)
            for status in _statuses(person, resources.today() + timedelta(days=37 * number % COMING))
        ]
        async with resources.sessions.begin() as session:
            session.add_all(persons)
            await session.flush()
            session.add_all(statuses)


def _statuses(person: Person, ends: date) -> list[Status]:
    begins = ends - timedelta(days=365)
    return [
        Status(person_id=person.id, status_type=kind, valid_from=begins, valid_until=ends, is_current=True)
        for kind in ("f1_opt", "ead")
    ]


def summary_seconds(stack: Stack) -> float:
    """Median of a student's compliance summary: OPT, and twenty events of moves and jobs."""
    anna = {"first_name": "Anna", "last_name": "Eriksson", "nationality": "SWE"}
    person = f"/persons/{stack.call('POST', 'immigration', '/persons', json=anna).json()['id']}"
    today = date.today()  # noqa: DTZ011 - as the service in the same zone
    for status_type, first in (("f1", today - timedelta(days=900)), ("f1_opt", today - timedelta(days=200))):
        until = (first + timedelta(days=365)).isoformat()
        status = {"status_type": status_type, "valid_from": first.isoformat(), "valid_until": until}
        stack.call("POST", "immigration", f"{person}/statuses", json=status)
    for number in range(EVENTS):
        day = today - timedelta(days=190 - 9 * number)
        stack.call("POST", "immigration", f"{person}/compliance-events", json=_event(number, day))
    times = []
    for _ in range(SUMMARIES):
        began = time.perf_counter()
        stack.call("GET", "immigration", f"{person}/compliance-summary")
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _event(number: int, day: date) -> dict[str, object]:
    kind = ("address_change", "employment_start", "employment_end", "travel_signature")[number % 4]
    metadata = {"employer": f"Employer {number // 4}"} if kind.startswith("employment") else {}
    return {"event_type": kind, "event_date": day.isoformat(), "metadata": metadata}
