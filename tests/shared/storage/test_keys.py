from pathlib import PurePosixPath
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.storage.keys import check_key, check_range


@given(st.uuids(), st.uuids())
def test_takes_ours(vault: UUID, document: UUID) -> None:
    key = f"vaults/{vault}/{document}"
    assert check_key(key) == key


@given(st.text(alphabet="aZ0._-/\\ \0\n~é", max_size=12))
@example("a/..")
@example("a" * 201)
@example("x\n")
def test_what_passes_names_a_plain_relative_path(key: str) -> None:
    try:
        check_key(key)
    except ValueError:
        return
    path = PurePosixPath(key)
    assert str(path) == key
    assert not path.is_absolute()
    assert not any(part.startswith(".") for part in path.parts)
    assert key.isascii()
    assert key.isprintable()
    assert len(key) <= 200


@pytest.mark.parametrize(
    "key", ["", ".", "..", "a/..", "a..b", "/a", "a/", "a//b", "a b", "a\\b", "a\n", "~", "a" * 201]
)
def test_refuses(key: str) -> None:
    with pytest.raises(ValueError, match="Not a storage key"):
        check_key(key)


@pytest.mark.parametrize(("start", "end"), [(-1, None), (-2, -1), (2, 1)])
def test_refuses_what_is_no_range(start: int, end: int | None) -> None:
    with pytest.raises(ValueError, match="Not a range of bytes"):
        check_range(start, end)
