"""How keys look: ours are known at once, and nothing else is taken for one."""

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.auth.keys import (
    API_PREFIX,
    APP_PREFIX,
    DIGITS,
    digest,
    is_well_formed,
    new_key,
    shown_prefix,
)

PREFIXES = st.sampled_from([API_PREFIX, APP_PREFIX])
LENGTH = 53


@given(PREFIXES)
def test_new_key_is_well_formed(prefix: str) -> None:
    key = new_key(prefix)
    assert re.fullmatch(prefix + r"[0-9A-Za-z]{49}", key)
    assert is_well_formed(key, prefix)


@given(PREFIXES, st.integers(0, LENGTH - 1), st.sampled_from(DIGITS + "_-é"))
def test_one_wrong_character_is_noticed(prefix: str, position: int, character: str) -> None:
    key = new_key(prefix)
    mistyped = key[:position] + character + key[position + 1 :]
    assert is_well_formed(mistyped, prefix) == (mistyped == key)


@given(PREFIXES, st.integers(0, LENGTH - 2))
def test_two_swapped_characters_are_noticed(prefix: str, position: int) -> None:
    key = new_key(prefix)
    swapped = key[:position] + key[position + 1] + key[position] + key[position + 2 :]
    assert is_well_formed(swapped, prefix) == (swapped == key)


@given(PREFIXES, st.integers(0, LENGTH - 1))
def test_part_of_a_key_is_none(prefix: str, length: int) -> None:
    assert not is_well_formed(new_key(prefix)[:length], prefix)


@given(PREFIXES, st.text(min_size=1, max_size=10))
def test_more_than_a_key_is_none(prefix: str, more: str) -> None:
    key = new_key(prefix)
    assert not is_well_formed(key + more, prefix)
    assert not is_well_formed(more + key, prefix)


@given(st.text(max_size=80))
def test_other_text_is_none(text: str) -> None:
    assert not is_well_formed(text, API_PREFIX)


def test_key_of_the_other_kind_is_none() -> None:
    assert not is_well_formed(new_key(APP_PREFIX), API_PREFIX)
    assert not is_well_formed(new_key(API_PREFIX), APP_PREFIX)


def test_no_two_keys_are_alike() -> None:
    assert len({new_key(API_PREFIX) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("prefix", [API_PREFIX, APP_PREFIX])
def test_shown_prefix_says_little(prefix: str) -> None:
    key = new_key(prefix)
    assert shown_prefix(key) == key[:12]
    assert len(shown_prefix(key).removeprefix(prefix)) == 8


@given(st.text(max_size=80))
def test_digest_is_sha256(text: str) -> None:
    assert digest(text) == hashlib.sha256(text.encode()).hexdigest()
