"""Queries about everything that belongs to one account."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, delete, func, literal, null, select, union_all, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from services.organization.models import MANAGERS, ApiKey, AppKey, Member, Organization, Role, ServiceAccount
from shared.db.columns import AnyRow

OTHER = aliased(Member)


def _of(account_id: UUID) -> Select[UUID]:
    return select(Member.organization_id).where(Member.account_id == account_id)


def _has_other(account_id: UUID, *narrowed: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the organization has another active member."""
    return (
        select(OTHER.id)
        .where(OTHER.organization_id == Organization.id, OTHER.account_id != account_id, *narrowed)
        .exists()
    )


class BelongingsRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def sole_ownerships(self, account_id: UUID) -> Sequence[AnyRow]:
        """`id` and `name` of organizations with other members, where the account is the only owner."""
        found = await self.session.execute(
            select(Organization.id, Organization.name)
            .join(Member, Member.organization_id == Organization.id)
            .where(
                Member.account_id == account_id,
                Member.role == Role.OWNER,
                _has_other(account_id),
                ~_has_other(account_id, OTHER.role == Role.OWNER),
            )
            .order_by(Organization.name, Organization.id)
        )
        return found.all()

    async def organizations(self, account_id: UUID) -> Sequence[AnyRow]:
        members = (
            select(func.count())
            .where(OTHER.organization_id == Organization.id, OTHER.account_id.is_not(None))
            .scalar_subquery()
        )
        found = await self.session.execute(
            select(
                *(Organization.id, Organization.name, Organization.slug, Organization.domain, Organization.created_at),
                Organization.personal_owner_id.is_not(None).label("is_personal"),
                Member.role,
                Member.created_at.label("joined_at"),
                members.label("member_count"),
            )
            .join(Member, Member.organization_id == Organization.id)
            .where(Member.account_id == account_id)
            .order_by(Organization.created_at, Organization.id)
        )
        return found.all()

    async def keys(self, account_id: UUID) -> Sequence[AnyRow]:
        """`organization_id`, `kind`, `name`, `key_prefix` and `created_at`, where the account manages them."""
        managed = _of(account_id).where(Member.role.in_(MANAGERS))
        found = await self.session.execute(
            union_all(
                *(_keys(kind, literal(kind.kind), kind.key_prefix, managed) for kind in (ApiKey, AppKey)),
                _keys(ServiceAccount, literal("service_account"), null(), managed),
            )
        )
        return found.all()

    async def organizations_of(self, account_id: UUID) -> list[UUID]:
        return list(await self.session.scalars(_of(account_id)))

    async def lock(self, ids: Collection[UUID]) -> None:
        """In one order, so that two who lock several can't wait for each other."""
        await self.session.execute(
            select(Organization.id).where(Organization.id.in_(ids)).order_by(Organization.id).with_for_update()
        )

    async def deserted(self, account_id: UUID, ids: Collection[UUID]) -> Sequence[UUID]:
        """The personal organization, and those that nobody else is an active member of."""
        found = await self.session.scalars(
            select(Organization.id).where(Organization.id.in_(ids), ~_has_other(account_id))
        )
        return found.all()

    async def close(self, ids: Collection[UUID]) -> None:
        """Nobody and no machine gets in any more."""
        for kind in (ApiKey, AppKey, ServiceAccount):
            await self.session.execute(delete(kind).where(kind.organization_id.in_(ids)))
        await self.session.execute(delete(Member).where(Member.organization_id.in_(ids), Member.email.is_not(None)))

    async def delete(self, ids: Collection[UUID]) -> None:
        """With all that they hold."""
        await self.session.execute(delete(Organization).where(Organization.id.in_(ids)))

    async def make_heirs_owners(self, account_id: UUID) -> None:
        """Where the account is the only owner: the admin, or else the member, who has been there longest."""
        left_alone = (
            select(Organization.id)
            .join(Member, Member.organization_id == Organization.id)
            .where(
                Member.account_id == account_id,
                Member.role == Role.OWNER,
                ~_has_other(account_id, OTHER.role == Role.OWNER),
            )
        )
        rank = case((OTHER.role == Role.ADMIN, 0), else_=1)
        heirs = (
            select(OTHER.id)
            .where(OTHER.organization_id.in_(left_alone), OTHER.account_id != account_id)
            .ext(distinct_on(OTHER.organization_id))
            .order_by(OTHER.organization_id, rank, OTHER.created_at, OTHER.id)
        )
        await self.session.execute(
            update(Member)
            .where(Member.id.in_(heirs))
            .values(role=Role.OWNER)
            .execution_options(synchronize_session=False)
        )

    async def delete_memberships(self, account_id: UUID, *, except_of: Collection[UUID]) -> Sequence[AnyRow]:
        """`id` and `organization_id` of each."""
        gone = delete(Member).where(Member.account_id == account_id, Member.organization_id.not_in(except_of))
        return (await self.session.execute(gone.returning(Member.id, Member.organization_id))).all()

    async def delete_invitations(self, email: str) -> None:
        await self.session.execute(delete(Member).where(func.lower(Member.email) == email.lower()))


def _keys(model: Any, kind: Any, prefix: Any, organizations: Select[UUID]) -> Select[Any]:
    return select(
        model.organization_id, kind.label("kind"), model.name, prefix.label("key_prefix"), model.created_at
    ).where(model.organization_id.in_(organizations))
