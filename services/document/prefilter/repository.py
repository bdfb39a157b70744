"""The two statements of a prefilter: what matches, and the newest of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, cast, func, null, or_, select, tuple_
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


@dataclass(frozen=True, slots=True)
class Matched:
    """How many documents match, by each facet too, and the newest of them."""

    count: int
    facets: Facets
    newest: Sequence[UUID]


class PrefilterRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(self, match: Match, limit: int) -> Matched:
        """In one pass over the vault: the conditions are what costs, and no index can know every field."""
        columns = [column.label(name) for name, column in FACETS.items()]
        matched = select(Document.id, Document.created_at, *columns).where(*match.conditions()).cte("matched")
        facets = [matched.c[name] for name in FACETS]
        counts = select(
            *facets, func.grouping(*facets).label("kept"), func.count().label("number"), null().label("id")
        ).group_by(func.grouping_sets(*(tuple_(facet) for facet in facets), tuple_()))
        newest_first = (matched.c.created_at.desc(), matched.c.id.desc())
        place = func.row_number().over(order_by=newest_first)
        newest = select(*(null() for _ in facets), null(), place, matched.c.id).order_by(*newest_first).limit(limit)
        rows = await self.session.execute(counts.union_all(newest))
        return _read(rows.all())

    async def documents(self, ids: Sequence[UUID]) -> Sequence[Document]:
        found = await self.session.scalars(select(Document).where(Document.id.in_(ids)))
        by_id = {document.id: document for document in found}
        return [by_id[each] for each in ids if each in by_id]


def _read(rows: Sequence[AnyRow]) -> Matched:
    """A bit of `kept` is 0 for the column that a row is grouped by, the first column having the highest bit."""
    total = 0
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    names: dict[int, str] = {(1 << len(FACETS)) - 1 - (1 << place): name for place, name in enumerate([*FACETS][::-1])}
    for row in rows:
        if row.kept is None:
            continue
        name = names.get(row.kept)
        if name is None:
            total = row.number
        elif (value := getattr(row, name)) is not None:
            counts[name][str(value)] = row.number
    newest = sorted((row for row in rows if row.kept is None), key=lambda row: row.number)
    return Matched(total, Facets.model_validate(counts), [row.id for row in newest])
