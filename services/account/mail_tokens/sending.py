"""Making a token and mailing it, in one transaction."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from services.account.mail_tokens.repository import MailTokenRepository
from services.account.mails import reset_mail, send_mail, verification_mail
from services.account.models import Account, MailToken
from shared.auth.keys import digest
from shared.mail import Mail, enqueue_mail
from shared.resources import Resources
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a token is good for, how long, and the mail that brings it."""

    name: str
    lifetime: timedelta
    mail: Callable[[Settings, str, str], Mail]


RESET_PASSWORD = Purpose("reset_password", timedelta(minutes=60), reset_mail)
VERIFY_EMAIL = Purpose("verify_email", timedelta(hours=24), verification_mail)


async def mail_token(
    session: AsyncSession, resources: Resources, account: Account, purpose: Purpose, token_id: UUID | None = None
) -> None:
    """Mail a new token to the account's own address; once for each `token_id`."""
    token = secrets.token_urlsafe(32)
    row = MailToken(
        id=token_id or uuid7(),
        account_id=account.id,
        purpose=purpose.name,
        digest=digest(token),
        email=account.email,
        expires_at=resources.now() + purpose.lifetime,
    )
    if await MailTokenRepository(session).add_unless_known(row):
        await enqueue_mail(session, resources, send_mail, purpose.mail(resources.settings, account.email, token))
