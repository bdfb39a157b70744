"""Who may see a vault, and by which right: the one place that says so.

The statements are built once: putting one together costs more than running it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Integer,
    Select,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from services.vault.access.identity import Identity
from services.vault.models import Share, ShareAcceptance, Vault
from shared.clients.vault import LADDER
from shared.db.columns import AnyRow

RANKS = {permission: rank for rank, permission in enumerate(LADDER, start=1)}
OWNERS = any_(bindparam("owners", type_=ARRAY(Uuid)))

LIVE = and_(Share.revoked_at.is_(None), or_(Share.expires_at.is_(None), Share.expires_at > bindparam("now")))
UNPROTECTED = Share.password_hash.is_(None)
"""One with a password is no right before the password was given: by a session, or once by the account."""


def permission_of(rank: ColumnElement[int]) -> ColumnElement[str]:
    return case({number: name for name, number in RANKS.items()}, value=rank)


def _owned(rank: str) -> Select[*tuple[object, ...]]:
    return select(
        Vault.id.label("vault_id"),
        literal(RANKS[rank], Integer).label("rank"),
        cast(null(), Uuid).label("share_id"),
        cast(null(), DateTime(timezone=True)).label("shared_at"),
        cast(null(), DateTime(timezone=True)).label("expires_at"),
        cast(null(), Integer).label("downloads_left"),
    )


_SHARED = select(
    Share.vault_id,
    case(RANKS, value=Share.permission).label("rank"),
    Share.id.label("share_id"),
    Share.created_at.label("shared_at"),
    Share.expires_at,
    (Share.max_downloads - Share.download_count).label("downloads_left"),
).where(LIVE)

SHARES = union(
    _SHARED.where(UNPROTECTED, func.lower(Share.email) == bindparam("email")),
    _SHARED.where(UNPROTECTED, Share.organization_id == any_(bindparam("organizations", type_=ARRAY(Uuid)))),
    _SHARED.join(ShareAcceptance, ShareAcceptance.share_id == Share.id).where(
        ShareAcceptance.account_id == bindparam("account_id"),
        or_(UNPROTECTED, ShareAcceptance.credential_version == Share.credential_version),
    ),
).subquery("received")
"""The live shares that reach the caller, each once."""

GRANTS = union_all(
    _owned("owner").where(Vault.owner_id == OWNERS),
    _owned("view").where(Vault.owner_id == any_(bindparam("hosts", type_=ARRAY(Uuid)))),
    select(SHARES),
).subquery("grants")
"""A row for each right that the caller has to a vault; parameters are those of an `Identity`."""

HIGHEST = select(GRANTS.c.vault_id, func.max(GRANTS.c.rank).label("rank")).group_by(GRANTS.c.vault_id).subquery()

IS_OWNED = select(Vault.id).where(Vault.id == bindparam("vault_id"), Vault.owner_id == bindparam("owner_id"))
GRANTS_TO_ONE = select(GRANTS).where(GRANTS.c.vault_id == bindparam("vault_id"))


class AccessReader:
    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def is_owned(self, vault_id: UUID, account_id: UUID) -> bool:
        return await self.connection.scalar(IS_OWNED, {"vault_id": vault_id, "owner_id": account_id}) is not None

    async def grants(self, vault_id: UUID, identity: Identity, now: datetime) -> Sequence[AnyRow]:
        found = await self.connection.execute(GRANTS_TO_ONE, {"vault_id": vault_id, **identity.parameters(now)})
        return found.all()
