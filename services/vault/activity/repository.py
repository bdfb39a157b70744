"""Every query on activity. Those who may read it were let in before."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from services.vault.models import Activity, Vault
from shared.auth.principals import Kind
from shared.events import DocumentForwarded
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-occurred_at", Activity.occurred_at, Activity.id)
COLUMNS = Activity.__table__.columns


class ActivityRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def add(self, entries: Iterable[Activity]) -> None:
        """Once for each id, and nothing for a vault that is gone: its activity went with it."""
        for entry in entries:
            await self._add(entry)

    async def _add(self, entry: Activity) -> None:
        values = {column.key: getattr(entry, _attribute(column.key)) for column in COLUMNS}
        still_there = (
            select(*(literal(value, COLUMNS[name].type) for name, value in values.items()))
            .where(Vault.id == entry.vault_id)
            .with_for_update(key_share=True, of=Vault)
        )
        await self.session.execute(insert(Activity).from_select(list(values), still_there).on_conflict_do_nothing())

    async def page(self, vault_id: UUID, page: PageRequest) -> tuple[Sequence[Activity], Pagination]:
        return await page.fetch(self.session, select(Activity).where(Activity.vault_id == vault_id), NEWEST_FIRST)

    async def vault_name(self, vault_id: UUID) -> str | None:
        name: str | None = await self.session.scalar(select(Vault.name).where(Vault.id == vault_id))
        return name

    async def count(self, vault_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
        """How often each action happened, by vault."""
        counted = await self.session.execute(
            select(Activity.vault_id, Activity.action, func.count())
            .where(Activity.vault_id.in_(vault_ids))
            .group_by(Activity.vault_id, Activity.action)
        )
        counts: dict[UUID, dict[str, int]] = {}
        for vault_id, action, number in counted:
            counts.setdefault(vault_id, {})[action] = number
        return counts

    async def forget_recipient(self, email: str) -> None:
        """Take an address out of what says with whom a vault was shared and to whom a document was forwarded."""
        await self.session.execute(
            update(Activity)
            .where(Activity.target_kind == "share", func.lower(Activity.target_name) == email.lower())
            .values(target_name=None)
        )
        await self._forget_forwards_to(email.lower())

    async def _forget_forwards_to(self, email: str) -> None:
        """Events about forwarded documents have addresses in lower case."""
        await self.session.execute(
            update(Activity)
            .where(Activity.actor_kind == Kind.RECIPIENT, Activity.details["recipient"].astext == email)
            .values(details=Activity.details.op("-")("recipient"))
        )
        recipients = Activity.details.op("->")("recipients")
        await self.session.execute(
            update(Activity)
            .where(Activity.action == DocumentForwarded.type, recipients.has_key(email))
            .values(details=Activity.details + func.jsonb_build_object("recipients", recipients.op("-")(email)))
        )


def _attribute(column: str) -> str:
    """`metadata` is SQLAlchemy's own name for something else."""
    return "details" if column == "metadata" else column
