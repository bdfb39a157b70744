"""What records of people take: many at once, and one against all rules."""

import statistics
import time
from datetime import date, timedelta

from scripts.bench.stack import Stack

PERSONS = 10_000
EVENTS = 20
SUMMARIES = 200
HEAD = "external_id,first_name,last_name,email,date_of_birth,nationality,passport_number,alien_number,sevis_id,employer"


def import_seconds(stack: Stack) -> float:
    """A CSV file with everything that can be said of a person, numbers and all."""
    lines = [HEAD, *(_line(number) for number in range(PERSONS))]
    files = {"file": ("persons.csv", "\n".join(lines).encode(), "text/csv")}
    began = time.perf_counter()
    result = stack.call("POST", "immigration", "/import/persons", files=files).json()
    taken = time.perf_counter() - began
    if result["imported"] != PERSONS:
        message = f"not all were taken: {result['errors'][:3]}"
        raise RuntimeError(message)
    return taken


def _line(number: int) -> str:
    numbers = f"P{number:08},A{number:09},N{number:010}"
    return f"E-{number},Anna{number},Eriksson,anna{number}@utopia.example,1974-08-12,SWE,{numbers},Northgate Labs"


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
