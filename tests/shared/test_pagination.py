"""Cursors: whatever the encoder wrote comes back, and nothing else is believed."""

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import InvalidCursor
from shared.pagination import CursorCodec

CODEC = CursorCodec(b"k" * 32, "/vaults|account:1|-created_at|")
MOMENTS = st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, st.uuids())
def test_moment_comes_back_to_the_microsecond(moment: datetime, row_id: UUID) -> None:
    assert CODEC.decode(CODEC.encode(moment, row_id)) == (moment, row_id)


@given(st.text(max_size=300), st.uuids())
def test_text_comes_back(value: str, row_id: UUID) -> None:
    assert CODEC.decode(CODEC.encode(value, row_id)) == (value, row_id)


@given(st.text(max_size=300))
def test_anything_made_up_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        CODEC.decode(cursor)


@given(MOMENTS, st.uuids(), st.uuids())
def test_changed_content_is_refused(moment: datetime, row_id: UUID, other: UUID) -> None:
    cursor = CODEC.encode(moment, row_id)
    content = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    content["id"] = str(other)
    forged = base64.urlsafe_b64encode(json.dumps(content).encode()).decode()
    if other != row_id:
        with pytest.raises(InvalidCursor):
            CODEC.decode(forged)


@pytest.mark.parametrize(
    "scope", ["/vaults|account:2|-created_at|", "/vaults|account:1|filename|", "/other|account:1|-created_at|"]
)
def test_cursor_of_another_list_is_refused(scope: str) -> None:
    cursor = CODEC.encode(datetime(2026, 3, 15, tzinfo=UTC), UUID(int=1))
    with pytest.raises(InvalidCursor):
        CursorCodec(b"k" * 32, scope).decode(cursor)


def test_cursor_is_url_safe_json_with_microseconds() -> None:
    cursor = CODEC.encode(datetime(2026, 3, 15, 14, 32, 18, 847312, tzinfo=UTC), UUID(int=1))
    content = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    assert content["created_at"] == "2026-03-15T14:32:18.847312+00:00"
