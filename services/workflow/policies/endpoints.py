"""Routes for policies."""

from uuid import UUID

from fastapi import APIRouter

from services.workflow.access import Reader, WorkflowApp
from services.workflow.policies.catalogue import load_policies, policy_by_id, policy_by_name
from services.workflow.policies.errors import (
    ContextTooLarge,
    ExpressionInvalid,
    ExpressionTooCostly,
    ExpressionUndecided,
    PolicyNotFound,
)
from services.workflow.policies.evaluating import check_size
from services.workflow.policies.policy import Policy
from services.workflow.policies.schemas import (
    DecisionRead,
    ExpressionAnswer,
    ExpressionQuestion,
    PolicyList,
    PolicyQuestion,
    PolicyRead,
)
from shared.errors import GUARDED, describe

router = APIRouter(prefix="/api/v1/engine/policies", tags=["policies"])


@router.get("", response_model=PolicyList, responses=describe(*GUARDED))
async def list_policies(_who: Reader) -> dict[str, object]:
    """All policies by name, with their rules."""
    return {"policies": list(load_policies().values())}


@router.post("/evaluate", responses=describe(*GUARDED, PolicyNotFound, ContextTooLarge))
async def evaluate_policy(_who: Reader, question: PolicyQuestion, resources: WorkflowApp) -> DecisionRead:
    """What a policy decides about a context, with the value of everything that its rules speak of."""
    check_size(question.context)
    policy = policy_by_id(question.policy_id) if question.policy_id else policy_by_name(question.policy_name or "")
    return DecisionRead.of(policy.decide(question.context, question.context.get("documents", []), resources.today()))


@router.post(
    "/evaluate-expression",
    responses=describe(*GUARDED, ExpressionInvalid, ExpressionUndecided, ExpressionTooCostly, ContextTooLarge),
)
async def evaluate_expression(_who: Reader, question: ExpressionQuestion, resources: WorkflowApp) -> ExpressionAnswer:
    """The value of an expression. It can read nothing but the context, and has a second and a little memory."""
    answer = await resources.expressions.evaluate(question.expression, question.context, resources.today())
    return ExpressionAnswer(result=answer.value, type=answer.type)


@router.get("/{policy_id}", response_model=PolicyRead, responses=describe(*GUARDED, PolicyNotFound))
async def get_policy(_who: Reader, policy_id: UUID) -> Policy:
    """A policy with its rules."""
    return policy_by_id(policy_id)
