"""Keyset pagination: `limit` and an opaque `cursor`, by a sort key and the id.

The cursor is URL-safe base64 of JSON with microseconds, as the reference's, and carries a signature that binds it to
its list: a cursor made up, or taken from another list or caller, is refused.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shared.auth.dependencies import AppResources
from shared.db.columns import AnyRow
from shared.errors import InvalidCursor
from shared.schemas import Pagination as Pagination  # noqa: PLC0414 - belongs here, and clients may not import this module
from shared.secrets import derive_key

DEFAULT_LIMIT = 25
MAX_LIMIT = 100

RowT = TypeVar("RowT")
AnyT = TypeVar("AnyT")


@dataclass(frozen=True, slots=True)
class Sort:
    """An order that a list offers: by `column`, then by `row_id` where values are equal. `name` is the public key."""

    name: str
    column: Any
    row_id: Any
    descending: bool = True

    def after(self, value: Any, row_id: UUID) -> ColumnElement[bool]:
        position = tuple_(self.column, self.row_id)
        return position < (value, row_id) if self.descending else position > (value, row_id)

    def order(self) -> list[ColumnElement[Any]]:
        keys = (self.column, self.row_id)
        return [key.desc() if self.descending else key.asc() for key in keys]


class CursorCodec:
    """Writes and reads cursors of one list, named by `scope`: path, caller and order."""

    def __init__(self, key: bytes, scope: str) -> None:
        self.key = key
        self.scope = scope

    def encode(self, value: datetime | str, row_id: UUID) -> str:
        kind = "created_at" if isinstance(value, datetime) else "value"
        sort_key = {kind: value.isoformat() if isinstance(value, datetime) else value, "id": str(row_id)}
        content = json.dumps(sort_key | {"sig": self._signature(sort_key)}, separators=(",", ":"))
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    def decode(self, cursor: str) -> tuple[datetime | str, UUID]:
        """Raises InvalidCursor for anything that `encode` did not write for this list."""
        try:
            content = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
            genuine = hmac.compare_digest(self._signature(content), content.pop("sig"))
            value = datetime.fromisoformat(content["created_at"]) if "created_at" in content else content["value"]
            row_id = UUID(content["id"])
        except (binascii.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidCursor from error
        if not genuine:
            raise InvalidCursor
        return value, row_id

    def _signature(self, sort_key: dict[str, Any]) -> str:
        unsigned = {name: value for name, value in sort_key.items() if name != "sig"}
        message = self.scope + json.dumps(unsigned, sort_keys=True)
        return base64.urlsafe_b64encode(hmac.digest(self.key, message.encode(), "sha256")[:12]).decode()


class PageRequest:
    """The dependency: which page of which list."""

    def __init__(
        self,
        request: Request,
        resources: AppResources,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows on a page.")] = DEFAULT_LIMIT,
        cursor: Annotated[str | None, Query(max_length=1024, description="`next_cursor` of the page before.")] = None,
    ) -> None:
        self.limit = limit
        self.cursor = cursor
        self.request = request
        self.key = derive_key(resources.settings, "cursor")

    async def fetch(
        self, session: AsyncSession, statement: Select[RowT], sort: Sort
    ) -> tuple[Sequence[RowT], Pagination]:
        """One page of `statement`'s entities."""
        found = await session.scalars(self._narrowed(statement, sort))
        return self._page(found.all(), sort)

    async def fetch_rows(
        self, session: AsyncSession, statement: Select[*tuple[Any, ...]], sort: Sort
    ) -> tuple[Sequence[AnyRow], Pagination]:
        """One page of rows of columns; those of `sort` are among them, under their own names."""
        found = await session.execute(self._narrowed(statement, sort))
        return self._page(found.all(), sort)

    def _narrowed(self, statement: Any, sort: Sort) -> Any:
        """One row more than asked tells if there is a next page."""
        if self.cursor is not None:
            statement = statement.where(sort.after(*self._codec(sort).decode(self.cursor)))
        return statement.order_by(*sort.order()).limit(self.limit + 1)

    def _page(self, rows: Sequence[AnyT], sort: Sort) -> tuple[Sequence[AnyT], Pagination]:
        page = rows[: self.limit]
        if len(rows) <= self.limit:
            return page, Pagination(has_more=False, next_cursor=None)
        last: Any = page[-1]
        next_cursor = self._codec(sort).encode(getattr(last, sort.column.key), getattr(last, sort.row_id.key))
        return page, Pagination(has_more=True, next_cursor=next_cursor)

    def _codec(self, sort: Sort) -> CursorCodec:
        principal = getattr(self.request.state, "principal", None)
        return CursorCodec(self.key, f"{self.request.url.path}|{principal.key if principal else ''}|{sort.name}|")


Page = Annotated[PageRequest, Depends()]
