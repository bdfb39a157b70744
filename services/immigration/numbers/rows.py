"""Numbers in the rows that hold them."""

from collections.abc import Mapping

from services.immigration.models import Person, PersonDocument, Status
from services.immigration.numbers.sealing import Sealer

Sealed = Person | Status | PersonDocument


def sealed_in(row: Sealed) -> bytes | None:
    if isinstance(row, PersonDocument):
        return row.read
    return row.numbers if isinstance(row, Person) else row.number


def numbers_of(sealer: Sealer, row: Sealed) -> dict[str, str]:
    """By their names. Raises Unsealable."""
    return sealer.open(row.id, sealed_in(row))


def put_numbers(sealer: Sealer, row: Sealed, numbers: Mapping[str, str | None]) -> None:
    """Seal them with their digests; these are then all that the row has."""
    known = {name: number for name, number in numbers.items() if number}
    sealed = sealer.seal(row.id, known) if known else None
    digests = [sealer.digest(number) for number in known.values()]
    if isinstance(row, PersonDocument):
        row.read = sealed
    elif isinstance(row, Person):
        row.numbers, row.number_digests = sealed, digests
    else:
        row.number, row.number_digest = sealed, digests[0] if digests else None
