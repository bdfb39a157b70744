"""What the account service mails, and the secrets in it."""

import re

from sqlalchemy import delete

from services.account.worker import worker
from shared.db.tables import outbox
from tests.support.platform import Platform


async def send_mails(platform: Platform) -> None:
    """Run the account service's own tasks, and leave its events to the services that listen."""
    while waiting := [row for row in await platform.outbox("account") if row.kind == "task"]:
        for row in waiting:
            async with platform.session("account") as session, session.begin():
                await session.execute(delete(outbox).where(outbox.c.id == row.id))
            await worker.task(row.name).run(platform.resources("account"), **row.payload)


async def token_mailed(platform: Platform, address: str, subject: str) -> str:
    """The token of the newest mail to the address with this subject."""
    await send_mails(platform)
    found = [mail for mail in platform.mailbox.to(address) if mail["Subject"] == subject]
    tokens: list[str] = re.findall(r"^([\w-]{43})\r?$", str(found[-1].get_content()), re.MULTILINE)
    return tokens[0]


async def events(platform: Platform) -> list[str]:
    """The types of the events that wait to be sent."""
    return [row.name for row in await platform.outbox("account") if row.kind == "event"]
