"""The two statements of a prefilter: what matches in numbers, and the newest of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, cast, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from services.document.models import Chunk, Document
from services.document.prefilter.schemas import Facets
from shared.db.columns import AnyRow

YEAR = cast(func.extract("year", func.timezone("UTC", Document.created_at)), Integer)
COLUMNS = Document.__table__.columns
FACETS: Mapping[str, ColumnElement[Any]] = {
    "document_types": COLUMNS.document_type_code,
    "statuses": COLUMNS.status,
    "languages": COLUMNS.language,
    "years": YEAR,
}


@dataclass(frozen=True, slots=True)
class Match:
    """Which documents of a vault are meant; `values` are conditions on what was read in them."""

    vault_id: UUID
    document_types: Sequence[str] | None
    uploaded_after: datetime | None
    uploaded_before: datetime | None
    values: Sequence[ColumnElement[bool]]
    query: str | None

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = [Document.vault_id == self.vault_id, *self.values]
        if self.document_types is not None:
            found.append(Document.document_type_code.in_(self.document_types))
        if self.uploaded_after is not None:
            found.append(Document.created_at >= self.uploaded_after)
        if self.uploaded_before is not None:
            found.append(Document.created_at < self.uploaded_before)
        if self.query is not None:
            found.append(self._holds(self.query))
        return found

    def _holds(self, query: str) -> ColumnElement[bool]:
        words = func.websearch_to_tsquery("english", query)
        passages = select(Chunk.document_id).where(Chunk.vault_id == self.vault_id, Chunk.text_search.op("@@")(words))
        return or_(Document.id.in_(passages), Document.filename.icontains(query, autoescape=True))


class PrefilterRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self, match: Match) -> tuple[int, Facets]:
        """All that match, counted as a whole and by each facet in one pass over them."""
        columns = [column.label(name) for name, column in FACETS.items()]
        sets = func.grouping_sets(*(tuple_(column) for column in FACETS.values()), tuple_())
        kept = func.grouping(*FACETS.values()).label("kept")
        rows = await self.session.execute(
            select(*columns, kept, func.count().label("number")).where(*match.conditions()).group_by(sets)
        )
        return _read(rows.all())

    async def newest(self, match: Match, limit: int) -> Sequence[Document]:
        newest_first = (
            select(Document).where(*match.conditions()).order_by(Document.created_at.desc(), Document.id.desc())
        )
        return (await self.session.scalars(newest_first.limit(limit))).all()


def _read(rows: Sequence[AnyRow]) -> tuple[int, Facets]:
    """A bit of `kept` is 0 for the column that a row is grouped by, the first column having the highest bit."""
    total = 0
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    names: dict[int, str] = {
        (1 << len(FACETS)) - 1 - (1 << place): name for place, name in enumerate(reversed([*FACETS]))
    }
    for row in rows:
        name = names.get(row.kept)
        if name is None:
            total = row.number
        elif (value := getattr(row, name)) is not None:
            counts[name][str(value)] = row.number
    return total, Facets.model_validate(counts)
