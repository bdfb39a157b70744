"""What records of people take: many at once."""

import time

from scripts.bench.stack import Stack

PERSONS = 10_000
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
