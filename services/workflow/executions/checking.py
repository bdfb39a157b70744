"""Policies over an execution: its context, and the documents that were handed in."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from services.workflow.engine.engine import Engine
from services.workflow.engine.states import Status, StepStatus
from services.workflow.executions.errors import ExecutionNotFound
from services.workflow.executions.repository import ExecutionRepository
from services.workflow.executions.run import Run
from services.workflow.policies.catalogue import policy_by_name
from services.workflow.policies.policy import Decision
from services.workflow.resources import WorkflowResources
from services.workflow.templates.step_types import PolicyStep, UploadStep
from shared.clients.document import DocumentSummary


def handed_in(run: Run, more: Iterable[UUID] = ()) -> list[UUID]:
    """Ids of the documents of all UPLOAD steps, and of `more`, each once."""
    found = [
        UUID(document_id)
        for step in run.steps.values()
        if isinstance(run.template.by_key[step.key], UploadStep) and step.output
        for document_id in step.output["document_ids"]
    ]
    return list(dict.fromkeys([*found, *more]))


async def documents_of(resources: WorkflowResources, vault_id: UUID, ids: Sequence[UUID]) -> list[DocumentSummary]:
    """Those that are still in the vault. Raises Unavailable."""
    found = [await resources.documents.document(vault_id, document_id) for document_id in ids]
    return [document for document in found if document is not None]


def as_values(documents: Iterable[DocumentSummary]) -> list[dict[str, Any]]:
    """As policies have them."""
    return [
        {
            "id": str(document.id),
            "type": document.document_type_code or "OTHER",
            "filename": document.filename,
            "fields": document.metadata,
        }
        for document in documents
    ]


def decision_on(
    resources: WorkflowResources, policy: str, context: dict[str, Any], documents: Iterable[DocumentSummary]
) -> Decision:
    return policy_by_name(policy).decide(context, as_values(documents), resources.today())


async def decide(resources: WorkflowResources, step_id: UUID) -> None:
    """Nothing where the step has been decided, or its execution has ended. Raises Unavailable."""
    async with resources.sessions() as session:
        repository = ExecutionRepository(session)
        execution_id = await repository.execution_of_step(step_id)
        if execution_id is None:
            return
        run = await repository.run(execution_id)
    documents = await documents_of(resources, run.execution.vault_id, handed_in(run))
    async with resources.sessions.begin() as session:
        try:
            run = await ExecutionRepository(session).run(execution_id, locked=True)
        except ExecutionNotFound:
            return  # its vault was deleted meanwhile
        step = next(each for each in run.steps.values() if each.id == step_id)
        definition = run.template.by_key[step.key]
        rests = run.execution.status == Status.PAUSED and not step.is_legal_deadline
        if rests or step.status != StepStatus.RUNNING or not isinstance(definition, PolicyStep):
            return  # what rests is asked for again after the pause
        decision = decision_on(resources, definition.config.policy, run.execution.context, documents)
        output = {"allowed": decision.allowed, "reasons": decision.reasons}
        engine = Engine(session, resources.now())
        if decision.allowed:
            await engine.complete(run, step, output)
        else:
            step.output = output
            await engine.fail(run, step, "; ".join(decision.reasons))
