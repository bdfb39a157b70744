"""Mails of the engine: each is sent once, however often its task runs."""

from datetime import timedelta
from uuid import UUID

from services.workflow.executions.repository import ExecutionRepository
from services.workflow.models import Execution, Notice
from services.workflow.resources import WorkflowResources
from shared.auth.principals import Kind
from shared.mail import Mail, enqueue_mail, mail_task
from shared.outbox.publish import enqueue
from shared.tasks import task

PATIENCE = timedelta(seconds=20)
LOST_AT_ONCE = 100

send_mail = mail_task("workflow")


@task("workflow.send_notice")
async def send_notice(resources: WorkflowResources, notice_id: UUID) -> None:
    """To whom it is for, or else to the person who began the execution; a machine has no address."""
    async with resources.sessions() as session:
        found = await ExecutionRepository(session).notice(notice_id)
    if found is None:
        return
    recipient = await _recipient(resources, *found)
    async with resources.sessions.begin() as session:
        found = await ExecutionRepository(session).notice(notice_id)
        if found is None:
            return
        notice, _ = found
        notice.sent_at = resources.now()
        if recipient is not None:
            mail = Mail(to=recipient, subject=notice.subject, text=notice.text)
            await enqueue_mail(session, resources, send_mail, mail)


async def _recipient(resources: WorkflowResources, notice: Notice, execution: Execution) -> str | None:
    """Raises Unavailable."""
    if notice.recipient is not None:
        return notice.recipient
    if execution.starter_kind != Kind.ACCOUNT:
        return None
    contact = await resources.accounts.contact(execution.starter_id)
    return contact.email if contact else None


async def ask_again(resources: WorkflowResources) -> None:
    """For mails that nobody sent: a worker that is killed takes its messages with it."""
    now = resources.now()
    async with resources.sessions.begin() as session:
        for notice in await ExecutionRepository(session).lost_notices(now - PATIENCE, LOST_AT_ONCE):
            notice.asked_at = now
            await enqueue(session, send_notice, notice_id=notice.id)
