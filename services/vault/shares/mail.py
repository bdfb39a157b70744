"""The mail that brings a share to its recipient."""

from shared.mail import Mail, mail_task

send_mail = mail_task("vault")


def invitation(to: str, *, vault: str, sharer: str, url: str, message: str | None, has_password: bool) -> Mail:
    """What people have named stays on one line, and their message is quoted: neither can pass for ours."""
    name = " ".join(vault.split())
    lines = [f'{sharer} shares the vault "{name}" with you.', ""]
    if message:
        lines += [*(f"> {line}" for line in message.splitlines()), ""]
    lines += ["Open it here:", url, ""]
    if has_password:
        lines += ["The vault asks for a password. Whoever shared it with you can tell you.", ""]
    lines.append("If you sign in with this address, you also find it among the vaults shared with you.")
    return Mail(to=to, subject=f'{sharer} shares "{name}" with you', text="\n".join(lines))
