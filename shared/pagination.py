"""Keyset pagination: `limit` and an opaque `cursor`, newest first by `(created_at, id)`.

The cursor is URL-safe base64 of JSON with microseconds, as the reference's, and carries a signature that binds it to
its list: a cursor made up, or taken from another list or caller, is refused.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import Depends, Query, Request
from pydantic import Field
from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shared.auth.dependencies import AppResources
from shared.errors import InvalidCursor
from shared.schemas import Schema
from shared.secrets import derive_key

DEFAULT_LIMIT = 25
MAX_LIMIT = 100

RowT = TypeVar("RowT")


class Pagination(Schema):
    """`next_cursor` leads to the next page and is null on the last one."""

    has_more: bool
    next_cursor: str | None = Field(None, description="Send it as `cursor` to get the next page.")


@dataclass(frozen=True, slots=True)
class Position:
    """The sort key of the last row of a page."""

    created_at: datetime
    id: UUID


class CursorCodec:
    """Writes and reads cursors of one list, named by `scope`: the path and the caller."""

    def __init__(self, key: bytes, scope: str) -> None:
        self.key = key
        self.scope = scope

    def encode(self, position: Position) -> str:
        sort_key = {"created_at": position.created_at.isoformat(), "id": str(position.id)}
        return _pack(sort_key | {"sig": self._signature(sort_key)})

    def decode(self, cursor: str) -> Position:
        """Raises InvalidCursor for anything that `encode` did not write for this list."""
        try:
            content = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
            signature = content.pop("sig")
            position = Position(datetime.fromisoformat(content["created_at"]), UUID(content["id"]))
            genuine = hmac.compare_digest(self._signature(content), signature)
        except (binascii.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidCursor from error
        if not genuine:
            raise InvalidCursor
        return position

    def _signature(self, sort_key: dict[str, Any]) -> str:
        message = self.scope + json.dumps(sort_key, sort_keys=True)
        return base64.urlsafe_b64encode(hmac.digest(self.key, message.encode(), hashlib.sha256)[:12]).decode()


def _pack(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content, separators=(",", ":")).encode()).decode().rstrip("=")


class PageRequest:
    """The dependency: which page of which list."""

    def __init__(
        self,
        request: Request,
        resources: AppResources,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Rows on a page.")] = DEFAULT_LIMIT,
        cursor: Annotated[str | None, Query(max_length=512, description="`next_cursor` of the page before.")] = None,
    ) -> None:
        self.limit = limit
        self.cursor = cursor
        self.request = request
        self.key = derive_key(resources.settings, "cursor")

    @property
    def codec(self) -> CursorCodec:
        principal = getattr(self.request.state, "principal", None)
        return CursorCodec(self.key, f"{self.request.url.path}|{principal.key if principal else ''}|")

    async def fetch(
        self,
        session: AsyncSession,
        statement: Select[tuple[RowT]],
        created_at: ColumnElement[datetime] | Any,
        row_id: ColumnElement[UUID] | Any,
    ) -> tuple[Sequence[RowT], Pagination]:
        """One page of `statement`'s first column, newest first. One row more than asked tells if there is a next."""
        if self.cursor is not None:
            position = self.codec.decode(self.cursor)
            statement = statement.where(tuple_(created_at, row_id) < (position.created_at, position.id))
        statement = statement.order_by(created_at.desc(), row_id.desc()).limit(self.limit + 1)
        rows = (await session.scalars(statement)).all()
        page = rows[: self.limit]
        if len(rows) <= self.limit:
            return page, Pagination(has_more=False, next_cursor=None)
        last: Any = page[-1]
        return page, Pagination(has_more=True, next_cursor=self.codec.encode(Position(last.created_at, last.id)))


Page = Annotated[PageRequest, Depends()]
