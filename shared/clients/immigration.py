"""Questions to the immigration service."""

from datetime import date
from typing import Any
from uuid import UUID

from shared.auth.principals import Principal
from shared.clients.http import INTERNAL, ServiceHTTP, absent_is_none, answer
from shared.clients.vault import AccessQuestion
from shared.schemas import Schema


class PersonsExport(Schema):
    """Everything that the immigration service keeps for an account."""

    persons: list[dict[str, Any]]


class PersonRecord(Schema):
    """What somebody has entered about a person."""

    id: UUID
    first_name: str
    middle_name: str | None
    last_name: str
    date_of_birth: date | None
    nationality: str | None
    country_of_birth: str | None
    passport_number: str | None
    alien_number: str | None
    sevis_id: str | None


class ImmigrationClient:
    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def export(self, account_id: UUID) -> list[dict[str, Any]]:
        """Persons with their statuses. Raises Unavailable."""
        response = await self.http.request("immigration", "GET", f"{INTERNAL}/accounts/{account_id}/export")
        return PersonsExport.model_validate(answer(response)).persons

    async def person(self, person_id: UUID, who: Principal) -> PersonRecord | None:
        """None where there is no such person that `who` may see. Raises Unavailable."""
        question = AccessQuestion.of(who).model_dump(mode="json")
        path = f"{INTERNAL}/persons/{person_id}"
        response = await self.http.request("immigration", "POST", path, json=question, idempotent=True)
        return absent_is_none(response, PersonRecord)
