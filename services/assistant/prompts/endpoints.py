"""Routes for prompts."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from services.assistant.access import AssistantApp, ModelUser
from services.assistant.asking.models import ModelNotFound
from services.assistant.asking.schemas import Ask
from services.assistant.asking.service import AskingService, asked
from services.assistant.conversations.errors import ConversationFull, ConversationNotFound
from services.assistant.prompts.catalogue import Prompt, load_prompts
from services.assistant.prompts.errors import NoVault, PromptNotFound, WrongVariables
from services.assistant.prompts.repository import PromptRepository
from services.assistant.prompts.schemas import PromptList, PromptRead, PromptUse, PromptUsed
from shared.auth.vault_access import Access, VaultNotFound
from shared.db.session import ReadSession, Sessions
from shared.errors import GUARDED, describe
from shared.idempotency import IdempotentRoute

router = APIRouter(prefix="/api/v1/prompts", tags=["prompts"], route_class=IdempotentRoute)


async def known_prompt(prompt_id: str) -> Prompt:
    prompt = load_prompts().get(prompt_id)
    if prompt is None:
        raise PromptNotFound
    return prompt


KnownPrompt = Annotated[Prompt, Depends(known_prompt)]
Category = Annotated[str | None, Query(max_length=50, description="Only those of this category.")]


def _read(prompt: Prompt, uses: dict[str, int]) -> PromptRead:
    return PromptRead(**prompt.model_dump(), use_count=uses.get(prompt.id, 0))


@router.get("", responses=describe(*GUARDED))
async def list_prompts(_who: ModelUser, session: ReadSession, category: Category = None) -> PromptList:
    """Questions to choose from, by category."""
    uses = await PromptRepository(session).uses()
    chosen = [prompt for prompt in load_prompts().values() if category in {None, prompt.category}]
    return PromptList(prompts=[_read(prompt, uses) for prompt in chosen])


@router.get("/{prompt_id}", responses=describe(*GUARDED, PromptNotFound))
async def get_prompt(_who: ModelUser, prompt: KnownPrompt, session: ReadSession) -> PromptRead:
    """One prompt, with what has to be filled in."""
    return _read(prompt, await PromptRepository(session).uses())


@router.post(
    "/{prompt_id}/use",
    responses=describe(
        *GUARDED, PromptNotFound, WrongVariables, VaultNotFound, ConversationNotFound, ConversationFull, ModelNotFound
    ),
)
async def use_prompt(
    who: ModelUser,
    prompt: KnownPrompt,
    data: PromptUse,
    access: Access,
    sessions: Sessions,
    resources: AssistantApp,
) -> PromptUsed:
    """Fill in a prompt, and ask it where a vault is given. What is missing or wrong is named, all at once."""
    question = prompt.filled(data.variables)
    answer = None
    if data.vault_id is not None:
        vault = await access.require(data.vault_id, who, "view")
        wanted = Ask(question=question, conversation_id=data.conversation_id, model=data.model)
        answer = await AskingService(sessions, resources).answer(await asked(who, vault, wanted, sessions, resources))
    elif data.conversation_id is not None:
        raise NoVault
    async with sessions.begin() as session:
        await PromptRepository(session).count(prompt.id)
    return PromptUsed(prompt=question, answer=answer)
