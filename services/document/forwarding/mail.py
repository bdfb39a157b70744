"""The mail that brings a recipient their links."""

from collections.abc import Sequence
from datetime import datetime

from shared.mail import Mail, mail_task

send_mail = mail_task("document")


def forwarding(
    to: str, *, sender: str, links: Sequence[tuple[str, str]], message: str | None, expires_at: datetime
) -> Mail:
    """`links` are names and addresses. What people have named stays on one line, and their message is quoted."""
    named = [(" ".join(name.split()), url) for name, url in links]
    what = f'"{named[0][0]}"' if len(named) == 1 else f"{len(named)} documents"
    lines = [f"{sender} forwards {what} to you.", ""]
    if message:
        lines += [*(f"> {line}" for line in message.splitlines()), ""]
    for name, url in named:
        lines += [f'"{name}":', url, ""]
    lines.append(f"The links are for you alone and end on {expires_at:%d %B %Y at %H:%M} UTC.")
    return Mail(to=to, subject=f"{sender} forwards {what} to you", text="\n".join(lines))
