"""Routes for conversations."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from services.assistant.access import AssistantApp, ModelUser
from services.assistant.conversations.errors import ConversationNotFound
from services.assistant.conversations.markdown import as_markdown
from services.assistant.conversations.schemas import (
    ConversationCreate,
    ConversationDetail,
    ConversationFilter,
    ConversationList,
    ConversationRead,
    ConversationUpdate,
)
from services.assistant.conversations.service import ConversationService
from services.assistant.models import Conversation
from shared.auth.vault_access import VaultNotFound
from shared.errors import GUARDED, InvalidCursor, describe
from shared.idempotency import IdempotentRoute
from shared.pagination import Page
from shared.schemas import Success


class MarkdownResponse(Response):
    media_type = "text/markdown"


router = APIRouter(prefix="/api/v1/conversations", tags=["conversations"], route_class=IdempotentRoute)

Conversations = Annotated[ConversationService, Depends()]
Id = Annotated[UUID, Path(alias="id")]
ERRORS = describe(*GUARDED, ConversationNotFound)


@router.post("", status_code=201, response_model=ConversationRead, responses=describe(*GUARDED, VaultNotFound))
async def create_conversation(who: ModelUser, data: ConversationCreate, conversations: Conversations) -> Conversation:
    """Begin a conversation. Asking without one begins one as well."""
    return await conversations.create(who, data)


@router.get("", response_model=ConversationList, responses=describe(*GUARDED, InvalidCursor))
async def list_conversations(
    who: ModelUser, wanted: Annotated[ConversationFilter, Depends()], page: Page, conversations: Conversations
) -> dict[str, object]:
    """The caller's conversations, those last written to first; `q` looks in titles and in what was said."""
    found, pagination = await conversations.page(who, wanted, page)
    return {"conversations": found, "pagination": pagination}


@router.get("/{id}", responses=ERRORS)
async def get_conversation(who: ModelUser, conversation_id: Id, conversations: Conversations) -> ConversationDetail:
    """A conversation with what was said, oldest first.

    Whoever no longer sees the vault it is about no longer sees what was said: `is_readable` is false then.
    """
    return await conversations.read(who, conversation_id)


@router.get("/{id}/export", response_class=MarkdownResponse, responses=ERRORS)
async def export_conversation(who: ModelUser, conversation_id: Id, conversations: Conversations) -> MarkdownResponse:
    """The conversation as a Markdown file, with its sources as footnotes."""
    conversation = await conversations.read(who, conversation_id)
    return MarkdownResponse(
        as_markdown(conversation),
        headers={"Content-Disposition": f'attachment; filename="conversation-{conversation_id}.md"'},
    )


@router.patch("/{id}", response_model=ConversationRead, responses=ERRORS)
async def update_conversation(
    who: ModelUser,
    conversation_id: Id,
    data: ConversationUpdate,
    conversations: Conversations,
    resources: AssistantApp,
) -> Conversation:
    """Change the title, put a conversation aside or take it back."""
    return await conversations.update(who, conversation_id, data, resources.now())


@router.delete("/{id}", responses=ERRORS)
async def delete_conversation(who: ModelUser, conversation_id: Id, conversations: Conversations) -> Success:
    """Delete a conversation and what was said in it."""
    await conversations.delete(who, conversation_id)
    return Success()
