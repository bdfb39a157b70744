"""Sending mail: a message is written to the outbox with the change that causes it, and goes out in the background.

What waits is encrypted, because a mail may hold a link that opens something.
"""

from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import ClassVar
from urllib.parse import unquote, urlsplit

import aiosmtplib
from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from shared.outbox.publish import enqueue
from shared.resources import Resources
from shared.secrets import cipher
from shared.settings import Settings
from shared.tasks import Task, task

TIMEOUT_SECONDS = 20
PURPOSE = "mail"


class Mail(BaseModel):
    """A plain-text mail to one person. Line breaks in what people have named can't become headers."""

    model_config = ConfigDict(frozen=True)

    to: str
    subject: str
    text: str

    LINE_BREAKS: ClassVar = str.maketrans(dict.fromkeys("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\0", " "))

    def message(self, settings: Settings) -> EmailMessage:
        """As it travels (RFC 5322)."""
        message = EmailMessage()
        message["From"] = settings.mail_from
        message["To"] = self.to
        message["Subject"] = self.subject.translate(self.LINE_BREAKS)
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2].rstrip(">"))
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(self.text)
        return message


def mail_task(service: str) -> Task:
    """The task of a service that sends its mails; its `worker.py` lists it."""

    @task(f"{service}.send_mail", queue="mail", retries=12)
    async def send_mail(resources: Resources, sealed: str) -> None:
        settings = resources.settings
        mail = Mail.model_validate_json(cipher(settings, PURPOSE).decrypt(sealed))
        server = urlsplit(settings.smtp_url.get_secret_value())
        await aiosmtplib.send(
            mail.message(settings),
            hostname=server.hostname,
            port=server.port,
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=server.scheme == "smtps",
            timeout=TIMEOUT_SECONDS,
        )

    return send_mail


async def enqueue_mail(session: AsyncSession, resources: Resources, sending: Task, mail: Mail) -> None:
    """Send `mail` once this transaction commits, by the service's own `sending` task."""
    sealed = cipher(resources.settings, PURPOSE).encrypt(mail.model_dump_json().encode()).decode()
    await enqueue(session, sending, sealed=sealed)
