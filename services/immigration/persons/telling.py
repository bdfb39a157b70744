"""What events say of a person: whose record it is, and never what stands in it."""

from typing import Any

from services.immigration.models import Person, Status


def of_person(person: Person) -> dict[str, Any]:
    """The fields of a `RecordEvent`."""
    return {
        "person_id": person.id,
        "organization_id": person.organization_id,
        "account_id": None if person.organization_id else person.owner_id,
    }


def of_status(status: Status, person: Person) -> dict[str, Any]:
    """The fields of a `StatusEvent`, its actor aside."""
    return of_person(person) | {"status_id": status.id, "status_type": status.status_type}
