"""What AI steps find: proposals, which a person confirms where they are not sure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from services.workflow.executions.checking import handed_in
from services.workflow.executions.errors import NothingToRead
from services.workflow.executions.run import Run
from services.workflow.resources import WorkflowResources
from services.workflow.templates.step_types import BaseStep, ExtractStep, ProcessStep, TranslateStep
from shared.clients.document import DocumentDetail

DOCUMENTS_LOOKED_AT = 500
"""The newest of the vault."""
MOST_PAGES = 10
"""That a model translates, one after the other, while somebody waits."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The output of a step, and whether a person has to confirm it."""

    output: Mapping[str, Any]
    is_sure: bool


async def propose(resources: WorkflowResources, run: Run, definition: BaseStep) -> Proposal:
    """Raises Unavailable where the assistant, its model or the documents are away, NothingToRead."""
    documents = handed_in(run)
    match definition:
        case ProcessStep():
            return await _answered(resources, run, definition.config.question, documents)
        case ExtractStep():
            return await _extracted(resources, run, definition, documents)
        case TranslateStep():
            return await _translated(resources, run, definition, documents)
    raise AssertionError(definition)


async def _answered(resources: WorkflowResources, run: Run, question: str, documents: Sequence[UUID]) -> Proposal:
    found = await resources.assistant.answer(run.execution.vault_id, question, documents or None)
    output = {"answer": found.answer, "sources": found.sources, "model": found.model}
    return Proposal(output, is_sure=found.grounded)


async def _extracted(
    resources: WorkflowResources, run: Run, definition: ExtractStep, documents: Sequence[UUID]
) -> Proposal:
    details = await resources.documents.details(run.execution.vault_id, DOCUMENTS_LOOKED_AT)
    wanted = [each for each in details if each.id in documents]
    fields = {name: found for name in definition.config.fields if (found := _field(name, wanted))}
    missing = [name for name in definition.config.fields if name not in fields]
    is_sure = not missing and all(each["confidence"] >= definition.config.confirm_below for each in fields.values())
    return Proposal({"fields": fields, "missing": missing}, is_sure)


def _field(name: str, documents: Sequence[DocumentDetail]) -> dict[str, Any] | None:
    """The surest reading; where documents contradict each other nothing is sure, and all values are listed."""
    readings = [(document, read) for document in documents if (read := document.metadata_details.get(name))]
    if not readings:
        return None
    document, best = max(readings, key=lambda reading: (reading[1].verified, reading[1].confidence))
    values = list(dict.fromkeys(read.value for _, read in readings))
    return {
        "value": best.value,
        "confidence": best.confidence if len(values) == 1 else 0.0,
        "document_id": str(document.id),
        "page": best.page,
        "values": values,
    }


async def _translated(
    resources: WorkflowResources, run: Run, definition: TranslateStep, documents: Sequence[UUID]
) -> Proposal:
    if not documents:
        raise NothingToRead
    config = definition.config
    language = config.language or str(run.execution.context.get(config.language_of or "", ""))
    pages = [
        page for page in await resources.documents.pages(run.execution.vault_id, documents[-1]) if page.text.strip()
    ]
    if not pages or len(pages) > MOST_PAGES or not language:
        raise NothingToRead
    texts = [await resources.assistant.translate(page.text, language) for page in pages]
    output = {
        "document_id": str(documents[-1]),
        "language": language,
        "pages": [{"page": page.number, "text": text} for page, text in zip(pages, texts, strict=True)],
    }
    return Proposal(output, is_sure=False)
