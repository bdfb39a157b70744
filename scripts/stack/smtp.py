"""The mail sink: takes every mail on the loopback address and puts it into a folder as an `.eml` file."""

import asyncio
import os
import signal
import uuid
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiosmtpd.smtp import SMTP, Envelope, Session

from scripts.stack.folder import DataFolder, write_private


class EmlFolder:
    """Writes each mail as it came, as `<time>-<id>.eml`; two headers before it name sender and receivers.

    The message itself need not name them: blind copies are known to the envelope only.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{uuid.uuid4().hex[:12]}.eml"
        head = f"X-MailFrom: {envelope.mail_from}\r\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\r\n"
        try:
            write_private(self.folder / name, head.encode() + (envelope.original_content or b""))
        except OSError:
            return "452 Requested action not taken: insufficient system storage"
        return "250 OK"


async def serve(folder: Path, host: str, port: int) -> None:
    """Take mails until told to stop."""
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    handler = EmlFolder(folder)
    async with await loop.create_server(lambda: SMTP(handler, enable_SMTPUTF8=True, loop=loop), host, port):
        await stopped.wait()


def main() -> None:
    address = urlsplit(os.environ["IMMIBLOX_SMTP_URL"])
    asyncio.run(serve(DataFolder.of(os.environ).mail, address.hostname or "127.0.0.1", address.port or 25))


if __name__ == "__main__":
    main()
