"""What the workflow service asks; it has made sure that the caller may see the vault."""

from uuid import UUID

from fastapi import APIRouter

from services.assistant.access import AssistantApp
from services.assistant.asking.models import model_named
from services.assistant.asking.schemas import Ask, SourceRead
from services.assistant.asking.service import Asking, Question
from services.assistant.steps.translating import translated
from shared.auth.dependencies import Caller
from shared.clients.assistant import Translation, TranslationQuestion, VaultAnswer, VaultQuestion
from shared.clients.http import INTERNAL
from shared.language_model import ModelUnavailable

router = APIRouter(prefix=INTERNAL, include_in_schema=False)


@router.post("/vaults/{vault_id}/answers")
async def answer_question(
    _caller: Caller, vault_id: UUID, wanted: VaultQuestion, asking: Asking, resources: AssistantApp
) -> VaultAnswer:
    data = Ask(question=wanted.question, document_ids=wanted.document_ids)
    composed = await asking.compose(Question(vault_id, data, model_named(resources, None), wanted.question))
    sources = [SourceRead.model_validate(source).model_dump(mode="json") for source in composed.answer.sources]
    return VaultAnswer(
        answer=composed.answer.text, grounded=composed.answer.grounded, sources=sources, model=composed.model
    )


@router.post("/translations")
async def translate(_caller: Caller, wanted: TranslationQuestion, resources: AssistantApp) -> Translation:
    model = resources.language_model
    if model is None:
        return Translation(problem="A translation needs a language model, and none is configured")
    try:
        return Translation(text=await translated(model, wanted.text, wanted.language))
    except ModelUnavailable as error:
        return Translation(problem=error.detail)
