"""Mails of the engine: each is sent once, however often its task runs."""

from uuid import UUID

from services.workflow.executions.repository import ExecutionRepository
from services.workflow.resources import WorkflowResources
from shared.auth.principals import Kind
from shared.mail import Mail, enqueue_mail, mail_task
from shared.tasks import task

send_mail = mail_task("workflow")


@task("workflow.send_notice")
async def send_notice(resources: WorkflowResources, notice_id: UUID) -> None:
    """To the person who began the execution; a machine has no address, and nobody is told then."""
    async with resources.sessions() as session:
        found = await ExecutionRepository(session).notice(notice_id)
    if found is None:
        return
    _, execution = found
    is_person = execution.starter_kind == Kind.ACCOUNT
    contact = await resources.accounts.contact(execution.starter_id) if is_person else None
    async with resources.sessions.begin() as session:
        found = await ExecutionRepository(session).notice(notice_id)
        if found is None:
            return
        notice, _ = found
        notice.sent_at = resources.now()
        if contact is not None:
            mail = Mail(to=contact.email, subject=notice.subject, text=notice.text)
            await enqueue_mail(session, resources, send_mail, mail)
