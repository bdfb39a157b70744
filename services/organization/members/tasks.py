"""Background tasks about members."""

from services.organization.members.invitations import Invitations
from shared.events import AccountEmailVerified
from shared.resources import Resources
from shared.tasks import task


@task("organization.accept_invitations")
async def accept_invitations(resources: Resources, event: AccountEmailVerified) -> None:
    """Somebody has shown that an address is theirs; asks whether it still is, because events come late and twice."""
    contact = await resources.accounts.contact(event.account_id)
    if contact is not None and contact.email.lower() == event.email.lower():
        await Invitations(resources).accept(contact)
