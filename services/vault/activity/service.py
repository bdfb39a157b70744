"""Reading activity: entries know ids, and names are looked up when somebody looks."""

import contextlib
from collections.abc import Sequence
from uuid import UUID

from services.vault.activity.repository import ActivityRepository
from services.vault.activity.schemas import ActivityList, ActivityRead, Named
from services.vault.models import Activity
from services.vault.resources import VaultApp
from services.vault.shares.repository import ShareRepository
from shared.auth.principals import Kind
from shared.concurrency import both
from shared.db.session import ReadSession
from shared.errors import Unavailable
from shared.pagination import PageRequest

Names = dict[UUID, str]
OPEN_LINK = "Somebody with the link"


class ActivityService:
    def __init__(self, session: ReadSession, resources: VaultApp) -> None:
        self.activity = ActivityRepository(session)
        self.shares = ShareRepository(session)
        self.resources = resources

    async def page(self, vault_id: UUID, page: PageRequest) -> ActivityList:
        """At most one question to each of two services for a page, however long."""
        entries, pagination = await self.activity.page(vault_id, page)
        vault_name = await self.activity.vault_name(vault_id)
        names = await self._of_shares(_actors(entries, Kind.SHARE))
        people, machines = await both(
            self._of_people(_actors(entries, Kind.ACCOUNT)), self._of_machines(_actors(entries, Kind.MACHINE))
        )
        names |= people | machines
        read = [_read(entry, names, vault_name) for entry in entries]
        return ActivityList(activity=read, pagination=pagination)

    async def _of_shares(self, ids: set[UUID]) -> Names:
        return dict.fromkeys(ids, OPEN_LINK) | (await self.shares.recipients(ids) if ids else {})

    async def _of_people(self, ids: set[UUID]) -> Names:
        if ids:
            with contextlib.suppress(Unavailable):
                contacts = await self.resources.accounts.contacts(ids=ids)
                return {contact.id: contact.username or contact.email for contact in contacts}
        return {}

    async def _of_machines(self, ids: set[UUID]) -> Names:
        if ids:
            with contextlib.suppress(Unavailable):
                return await self.resources.organizations.machine_names(ids)
        return {}


def _actors(entries: Sequence[Activity], kind: Kind) -> set[UUID]:
    return {entry.actor_id for entry in entries if entry.actor_kind == kind}


def _read(entry: Activity, names: Names, vault_name: str | None) -> ActivityRead:
    actor_name = entry.details.get("recipient") if entry.actor_kind == Kind.RECIPIENT else names.get(entry.actor_id)
    target_name = vault_name if entry.target_kind == "vault" else entry.target_name
    return ActivityRead(
        id=entry.id,
        action=entry.action,
        actor=Named(type=entry.actor_kind, id=entry.actor_id, name=actor_name),
        target=Named(type=entry.target_kind, id=entry.target_id, name=target_name),
        metadata=entry.details,
        occurred_at=entry.occurred_at,
    )
