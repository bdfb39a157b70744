"""Questions to the immigration service."""

from typing import Any
from uuid import UUID

from shared.clients.http import INTERNAL, ServiceHTTP, answer
from shared.schemas import Schema


class PersonsExport(Schema):
    """Everything that the immigration service keeps for an account."""

    persons: list[dict[str, Any]]


class ImmigrationClient:
    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def export(self, account_id: UUID) -> list[dict[str, Any]]:
        """Persons with their statuses. Raises Unavailable."""
        response = await self.http.request("immigration", "GET", f"{INTERNAL}/accounts/{account_id}/export")
        return PersonsExport.model_validate(answer(response)).persons
