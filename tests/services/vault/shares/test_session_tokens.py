"""Tokens of share sessions, as tokens."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jose import jwt

from services.vault.settings import VaultSettings
from services.vault.shares.errors import SessionEnded
from services.vault.shares.sessions import LINK, SESSION, ShareSessions
from shared.auth.principals import Kind, SharePrincipal

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SHARE = UUID(int=1)
DOCUMENT = UUID(int=2)
PERSON = UUID(int=3)


def opened(**changes: object) -> SharePrincipal:
    known = {
        "id": SHARE,
        "kind": Kind.SHARE,
        "vault_id": UUID(int=4),
        "permissions": ("view",),
        "credential_version": 7,
        "expires_at": None,
    }
    return SharePrincipal(**known | changes)  # type: ignore[arg-type] # by name


@pytest.fixture(scope="module")
def sessions() -> ShareSessions:
    return ShareSessions(VaultSettings())


def test_says_what_was_signed(sessions: ShareSessions) -> None:
    signed = sessions.sign(opened(), NOW, LINK, account_id=PERSON, document_id=DOCUMENT)
    read = sessions.read(signed.token, NOW)
    assert (read.share_id, read.credential_version) == (SHARE, 7)
    assert (read.account_id, read.document_id) == (PERSON, DOCUMENT)
    assert read.expires_at == signed.expires_at == NOW + LINK


def test_keeps_what_it_was_made_from(sessions: ShareSessions) -> None:
    end = NOW + timedelta(minutes=1, microseconds=5)
    signed = sessions.sign(opened(account_id=PERSON, document_id=DOCUMENT, expires_at=end), NOW, SESSION)
    read = sessions.read(signed.token, NOW)
    assert (read.account_id, read.document_id) == (PERSON, DOCUMENT)
    assert read.expires_at <= end


def test_ends_at_the_second(sessions: ShareSessions) -> None:
    token = sessions.sign(opened(), NOW, LINK).token
    assert sessions.read(token, NOW + LINK - timedelta(seconds=1)).share_id == SHARE
    with pytest.raises(SessionEnded):
        sessions.read(token, NOW + LINK)


@given(st.text() | st.from_regex(r"\Asts_[\w-]*\.[\w-]*\.[\w-]*\Z"))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(SessionEnded):
        ShareSessions(VaultSettings()).read(text, NOW)


@pytest.mark.parametrize("claims", [{}, {"share": "x"}, {"share": str(SHARE), "version": 1, "exp": 1 << 40}])
def test_claims_that_are_missing_are_refused(sessions: ShareSessions, claims: dict[str, object]) -> None:
    with pytest.raises(SessionEnded):
        sessions.read("sts_" + jwt.encode(claims, sessions.key, "HS256"), NOW)


def test_key_of_another_purpose_is_refused(sessions: ShareSessions) -> None:
    claims = {"share": str(SHARE), "version": 7, "exp": 1 << 32, "account": None, "document": None}
    with pytest.raises(SessionEnded):
        sessions.read("sts_" + jwt.encode(claims, "x" * 32, "HS256"), NOW)
