"""The mails of the account service: what they say, and the task that sends them."""

from urllib.parse import urlencode

from shared.mail import Mail, mail_task
from shared.settings import Settings

send_mail = mail_task("account")


def reset_mail(settings: Settings, to: str, token: str) -> Mail:
    text = f"""Somebody asked to reset the password of your account. To choose a new one within 60 minutes:

{_way(settings, "reset-password", token)}

If it was not you, nothing has to be done: the password stays as it is.
"""
    return Mail(to=to, subject="Reset your password", text=text)


def verification_mail(settings: Settings, to: str, token: str) -> Mail:
    text = f"""To confirm that this address is yours, within 24 hours:

{_way(settings, "verify-email", token)}

If you have no account with us, somebody has mistyped theirs: nothing has to be done.
"""
    return Mail(to=to, subject="Confirm your e-mail address", text=text)


def password_changed_mail(to: str) -> Mail:
    text = """The password of your account was changed.

If it was not you, reset it now: that also ends every session of the account.
"""
    return Mail(to=to, subject="Your password was changed", text=text)


def email_changed_mail(old: str, new: str) -> Mail:
    text = f"""The e-mail address of your account was changed to {new}.

If it was not you, somebody knows your password: write to us.
"""
    return Mail(to=old, subject="Your e-mail address was changed", text=text)


def erased_mail(to: str) -> Mail:
    text = """Your account and everything in it was erased, as you asked. This is the last mail that you get from us.
"""
    return Mail(to=to, subject="Your account was erased", text=text)


def _way(settings: Settings, action: str, token: str) -> str:
    """A link to the web application; the token itself where there is none."""
    if settings.app_url:
        return f"{settings.app_url.rstrip('/')}/{action}?{urlencode({'token': token})}"
    return f"Send this token to {settings.public_url('account')}/api/v1/auth/{action}:\n\n{token}"
