"""Every query on shares. Those of a vault are for its owner, who was let in before; a token finds one by its digest."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, exists, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from services.vault.access.identity import Identity
from services.vault.access.repository import HIGHEST, RANKS, SHARES, permission_of
from services.vault.models import Share, ShareAcceptance, ShareDownload, Vault
from services.vault.shares.errors import ShareNotFound
from shared.db.columns import AnyRow
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Share.created_at, Share.id)
LAST_RECEIVED_FIRST = Sort("-shared_at", SHARES.c.shared_at, SHARES.c.share_id)

UNREVOKED = select(*Share.__table__.columns).where(Share.revoked_at.is_(None))
BY_DIGEST = UNREVOKED.where(Share.token_digest == bindparam("digest"))
BY_ID = UNREVOKED.where(Share.id == bindparam("share_id"))

SHARED_VAULT = (
    select(Vault.id, Vault.name, Vault.description, Share.password_hash.is_not(None).label("has_password"))
    .join(Share, Share.vault_id == Vault.id)
    .where(Share.id == bindparam("share_id"))
)
RECEIVED = (
    select(
        *Vault.__table__.columns,
        permission_of(HIGHEST.c.rank).label("role"),
        SHARES.c.share_id,
        SHARES.c.shared_at,
        permission_of(SHARES.c.rank).label("permission"),
        Share.created_by_kind,
        Share.created_by,
    )
    .join(SHARES, SHARES.c.vault_id == Vault.id)
    .join(HIGHEST, HIGHEST.c.vault_id == Vault.id)
    .join(Share, Share.id == SHARES.c.share_id)
    .where(HIGHEST.c.rank < RANKS["owner"])
)
"""The vaults of others with the shares by which the caller sees them."""


class ShareReader:
    """Reads of one row, without a session around them."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection

    async def find_by_digest(self, digest: str) -> AnyRow | None:
        return (await self.connection.execute(BY_DIGEST, {"digest": digest})).one_or_none()

    async def find(self, share_id: UUID) -> AnyRow | None:
        return (await self.connection.execute(BY_ID, {"share_id": share_id})).one_or_none()

    async def vault_of(self, share_id: UUID) -> AnyRow:
        """As much of the vault as a share shows. Raises ShareNotFound."""
        vault = (await self.connection.execute(SHARED_VAULT, {"share_id": share_id})).one_or_none()
        if vault is None:
            raise ShareNotFound
        return vault

    async def was_downloaded(self, share_id: UUID, document_id: UUID, since: datetime) -> bool:
        """By whichever client."""
        return bool(await self.connection.scalar(select(exists(_counted(share_id, document_id, since)))))


class ShareRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def page(self, vault_id: UUID, page: PageRequest) -> tuple[Sequence[Share], Pagination]:
        return await page.fetch(self.session, select(Share).where(Share.vault_id == vault_id), NEWEST_FIRST)

    async def page_received(
        self, identity: Identity, now: datetime, page: PageRequest
    ) -> tuple[Sequence[AnyRow], Pagination]:
        return await page.fetch_rows(self.session, RECEIVED.params(**identity.parameters(now)), LAST_RECEIVED_FIRST)

    async def get(self, vault_id: UUID, share_id: UUID) -> Share:
        """A share that was not revoked, locked. Raises ShareNotFound."""
        share: Share | None = await self.session.scalar(
            select(Share)
            .where(Share.id == share_id, Share.vault_id == vault_id, Share.revoked_at.is_(None))
            .with_for_update()
        )
        if share is None:
            raise ShareNotFound
        return share

    async def add(self, shares: Collection[Share]) -> None:
        self.session.add_all(shares)
        await self.session.flush()

    async def recipients(self, share_ids: Collection[UUID]) -> dict[UUID, str]:
        """Those of the shares that are for somebody."""
        found = await self.session.scalars(select(Share).where(Share.id.in_(share_ids)))
        return {share.id: share.recipient for share in found if share.recipient}

    async def accept(self, share_id: UUID, credential_version: int, account_id: UUID, now: datetime) -> None:
        """The account has opened the share; nothing where it owns the vault."""
        foreign = (
            select(Share.id, literal(account_id, Uuid), literal(credential_version, Integer))
            .join(Vault, Vault.id == Share.vault_id)
            .where(Share.id == share_id, Vault.owner_id != account_id)
        )
        accepted = await self.session.scalar(
            insert(ShareAcceptance)
            .from_select(["share_id", "account_id", "credential_version"], foreign)
            .on_conflict_do_update(
                index_elements=["share_id", "account_id"], set_={"credential_version": credential_version}
            )
            .returning(ShareAcceptance.share_id)
        )
        if accepted is not None:
            await self.session.execute(
                update(Share)
                .where(Share.id == share_id, Share.accepted_at.is_(None))
                # Not a change that the owner made: `updated_at` stays.
                .values(accepted_at=now, updated_at=Share.updated_at)
            )

    async def count_download(self, share_id: UUID, now: datetime) -> bool:
        """One statement, so that no two downloads can both be the last one; False where none is left."""
        counted = await self.session.scalar(
            update(Share)
            .where(
                Share.id == share_id,
                Share.revoked_at.is_(None),
                or_(Share.expires_at.is_(None), Share.expires_at > now),
                or_(Share.max_downloads.is_(None), Share.download_count < Share.max_downloads),
            )
            .values(download_count=Share.download_count + 1, updated_at=Share.updated_at)
            .returning(Share.id)
        )
        return counted is not None

    async def exists(self, share_id: UUID) -> bool:
        return await self.session.scalar(BY_ID.with_only_columns(Share.id), {"share_id": share_id}) is not None

    async def was_downloaded(self, share_id: UUID, document_id: UUID, client: str, since: datetime) -> bool:
        by_client = _counted(share_id, document_id, since).where(ShareDownload.client == client)
        return bool(await self.session.scalar(select(exists(by_client))))

    async def note_download(self, share_id: UUID, document_id: UUID, client: str, now: datetime) -> None:
        row = {"share_id": share_id, "document_id": document_id, "client": client, "counted_at": now}
        await self.session.execute(
            insert(ShareDownload)
            .values(row)
            .on_conflict_do_update(index_elements=["share_id", "document_id", "client"], set_={"counted_at": now})
        )

    async def of_vaults(self, vault_ids: Collection[UUID]) -> Sequence[Share]:
        found = await self.session.scalars(
            select(Share).where(Share.vault_id.in_(vault_ids)).order_by(Share.created_at)
        )
        return found.all()


def _counted(share_id: UUID, document_id: UUID, since: datetime) -> Select[*tuple[object, ...]]:
    return select(ShareDownload.client).where(
        ShareDownload.share_id == share_id, ShareDownload.document_id == document_id, ShareDownload.counted_at > since
    )
