"""The mail that invites somebody."""

from services.organization.models import Organization
from shared.mail import Mail, mail_task
from shared.settings import Settings

send_mail = mail_task("organization")

TEXT = """\
You are invited to join the organization "{name}" on immiblox.

Sign in, or create an account, with the address that this mail was sent to. Once the address is confirmed,
you are a member.
{link}
If you did not expect this invitation, you can ignore it.
"""


def invitation(settings: Settings, organization: Organization, email: str) -> Mail:
    """Holds no secret: whoever shows that the address is theirs is taken in."""
    link = f"\n{settings.app_url}\n" if settings.app_url else ""
    return Mail(
        to=email,
        subject=f"Invitation to {organization.name}",
        text=TEXT.format(name=organization.name, link=link),
    )
