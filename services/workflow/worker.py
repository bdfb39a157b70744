"""The background half of the workflow service."""

from services.workflow.engine.notices import send_mail, send_notice
from services.workflow.engine.policy_task import check_policy
from services.workflow.executions.tasks import WAKE_EVERY, erase_account, forget_vault, receive_event, wake
from services.workflow.resources import WorkflowResources
from services.workflow.settings import WorkflowSettings
from shared.tasks import Worker

worker = Worker(
    "workflow",
    lambda: WorkflowResources(WorkflowSettings()),
    tasks=[check_policy, send_notice, send_mail, wake, receive_event, forget_vault, erase_account],
    schedule={wake.name: WAKE_EVERY},
)
