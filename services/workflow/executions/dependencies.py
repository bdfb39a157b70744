"""The execution of the path, where the caller has the permission for what they ask."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.workflow.executions.errors import ExecutionNotFound
from services.workflow.executions.repository import ExecutionRepository
from services.workflow.models import Execution
from shared.auth.principals import Principal
from shared.auth.scopes import Scope
from shared.auth.vault_access import Access, RequiresPermission, VaultNotFound
from shared.db.session import ReadSession


@dataclass(frozen=True, slots=True)
class SeenExecution:
    """An execution and who sees it."""

    execution: Execution
    who: Principal


class RequiresExecution(RequiresPermission):
    """Loads the execution and asks for `permission` in its vault; not visible is not found."""

    async def __call__(  # type: ignore[override] # a dependency: FastAPI passes what it asks for
        self, request: Request, execution_id: UUID, session: ReadSession, control: Access
    ) -> SeenExecution:
        who = await super().__call__(request)
        execution = await ExecutionRepository(session).get(execution_id)
        try:
            await control.require(execution.vault_id, who, self.permission)
        except VaultNotFound as error:
            raise ExecutionNotFound from error
        return SeenExecution(execution, who)


Viewed = Annotated[SeenExecution, Depends(RequiresExecution("view", Scope.WORKFLOWS_READ))]
Worked = Annotated[SeenExecution, Depends(RequiresExecution("upload", Scope.WORKFLOWS_WRITE))]
Managed = Annotated[SeenExecution, Depends(RequiresExecution("edit", Scope.WORKFLOWS_WRITE))]
