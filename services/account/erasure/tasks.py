"""Background tasks about erasures."""

from services.account.auth.repository import AccountRepository
from services.account.erasure.repository import ErasureRepository
from services.account.mails import erased_mail, send_mail
from services.account.resources import AccountResources
from shared.events import ERASING_SERVICES, AccountDeleted, AccountErasureConfirmed
from shared.mail import enqueue_mail
from shared.outbox.publish import publish
from shared.tasks import task


@task("account.confirm_erasure")
async def confirm_erasure(resources: AccountResources, event: AccountErasureConfirmed) -> None:
    """One service is done; after the last of them the account itself goes."""
    now = resources.now()
    async with resources.sessions.begin() as session:
        erasures = ErasureRepository(session)
        erasure = await erasures.find_running(event.erasure_id)
        if erasure is None or event.service not in ERASING_SERVICES:
            return
        await erasures.confirm(erasure.id, event.service, now)
        if set(ERASING_SERVICES) - set(await erasures.confirmations(erasure.id)):
            return
        account = await AccountRepository(session).get(erasure.account_id)
        await enqueue_mail(session, resources, send_mail, erased_mail(account.email))
        await publish(session, AccountDeleted(account_id=account.id))
        await erasures.finish(erasure, now)
