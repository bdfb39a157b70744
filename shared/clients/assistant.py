"""Questions to the assistant service."""

from typing import Any
from uuid import UUID

from shared.clients.http import INTERNAL, ServiceHTTP, answer
from shared.schemas import Schema


class ConversationsExport(Schema):
    """Everything that the assistant service keeps of a person."""

    conversations: list[dict[str, Any]]


class AssistantClient:
    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def export(self, account_id: UUID) -> list[dict[str, Any]]:
        """Conversations with their messages. Raises Unavailable."""
        response = await self.http.request("assistant", "GET", f"{INTERNAL}/accounts/{account_id}/export")
        return ConversationsExport.model_validate(answer(response)).conversations
