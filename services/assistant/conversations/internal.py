"""What the account service asks when a person takes their data along."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from services.assistant.conversations.export import ConversationExport
from shared.auth.dependencies import Caller
from shared.clients.assistant import ConversationsExport
from shared.clients.http import INTERNAL

router = APIRouter(prefix=INTERNAL, include_in_schema=False)


@router.get("/accounts/{account_id}/export")
async def export_conversations(
    _caller: Caller, account_id: UUID, export: Annotated[ConversationExport, Depends()]
) -> ConversationsExport:
    return ConversationsExport(conversations=await export.of(account_id))
