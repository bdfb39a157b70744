"""Every query of the overview."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Text, column, func, select, tuple_, values
from sqlalchemy.ext.asyncio import AsyncSession

from services.document.models import Document
from shared.db.columns import AnyRow
from shared.pagination import PageRequest, Pagination, Sort

NEWEST_FIRST = Sort("-created_at", Document.created_at, Document.id)
MAX_EXPIRING = 500
ISO_DATE = r"^\d{4}-\d\d-\d\d$"


class OverviewRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def page(self, vault_id: UUID, page: PageRequest) -> tuple[Sequence[AnyRow], Pagination]:
        statement = select(
            Document.id,
            Document.created_at,
            Document.filename,
            Document.document_type_code,
            Document.status,
            Document.metadata_details.label("metadata"),
        ).where(Document.vault_id == vault_id)
        return await page.fetch_rows(self.session, statement, NEWEST_FIRST)

    async def counts(self, vault_id: UUID) -> tuple[dict[str, int], dict[str, int]]:
        """Documents by type and by status, in one pass."""
        code, status = Document.document_type_code, Document.status
        rows = await self.session.execute(
            select(code, status, func.grouping(code).label("is_status"), func.count().label("number"))
            .where(Document.vault_id == vault_id)
            .group_by(func.grouping_sets(tuple_(code), tuple_(status)))
        )
        by_type: dict[str, int] = {}
        by_status: dict[str, int] = {}
        for row in rows:
            if row.is_status:
                by_status[row.status] = row.number
            elif row.document_type_code is not None:
                by_type[row.document_type_code] = row.number
        return by_type, by_status

    async def expiring(self, vault_id: UUID, fields: Sequence[tuple[str, str]], until: date) -> Sequence[AnyRow]:
        """`fields` names for each type the one that says when its documents expire; soonest first."""
        expiry = values(column("code", Text), column("field", Text), name="expiry").data(list(fields))
        day = func.jsonb_extract_path_text(Document.metadata_details, expiry.c.field, "value")
        found = await self.session.execute(
            select(
                Document.id.label("document_id"),
                Document.filename,
                Document.document_type_code,
                expiry.c.field,
                day.label("date"),
            )
            .join(expiry, expiry.c.code == Document.document_type_code)
            # Dates are stored as YYYY-MM-DD, which sorts as it reads.
            .where(Document.vault_id == vault_id, day.regexp_match(ISO_DATE), day.collate("C") <= until.isoformat())
            .order_by(day.collate("C"), Document.id)
            .limit(MAX_EXPIRING)
        )
        return found.all()
