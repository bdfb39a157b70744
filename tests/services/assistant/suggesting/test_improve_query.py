"""A query put better, through the door."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform


async def improved(who: Caller, query: str, **options: str) -> dict[str, Any]:
    response = await who.post("assistant", "/improve-query", json={"query": query, **options})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    assert body["original"] == query
    return body


@pytest.mark.parametrize(
    ("query", "better", "reasons"),
    [
        ("When does my passport expire?", "When does my passport expire?", []),
        ("passport expiration", "When does my passport expire?", ["Written as a whole question"]),
        (
            "when dose my pasport expire",
            "When does my passport expire?",
            ["Spelled: dose → does, pasport → passport", "Written as a whole question"],
        ),
        ("sevis id", "What is my SEVIS ID?", ["Written as a whole question"]),
        ("who  is my  employer", "Who is my employer?", ["Written as a whole question"]),
        ("xyzzy", "xyzzy", []),
    ],
)
async def test_what_is_changed_and_why(as_owner: Caller, query: str, better: str, reasons: list[str]) -> None:
    body = await improved(as_owner, query)
    assert (body["improved"], body["reasons"]) == (better, reasons)


async def test_names_the_only_document(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    await upload_and_process(platform, as_owner, vault_id)
    body = await improved(as_owner, "when does it expire", vault_id=vault_id)
    assert body["improved"] == "When does my lease expire?"
    assert "Says which document is meant" in body["reasons"]


async def test_offers_each_kind_of_document(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    await upload_and_process(platform, as_owner, vault_id)
    visa = b"UNITED STATES OF AMERICA\nVISA\nControl Number: 20241994370001\nExpiration Date: 18 JUL 2026\n"
    await upload_and_process(platform, as_owner, vault_id, "visa.txt", visa)
    body = await improved(as_owner, "expiration date?", vault_id=vault_id)
    assert {"When does my lease expire?", "When does my visa expire?"} <= set(body["alternatives"])


async def test_vault_out_of_sight_is_404(as_stranger: Caller, vault_id: str) -> None:
    response = await as_stranger.post("assistant", "/improve-query", json={"query": "x", "vault_id": vault_id})
    assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})


@pytest.mark.parametrize("body", [{}, {"query": ""}, {"query": "x" * 4001}, {"query": "x", "vault_id": "y"}])
async def test_wrong_shape_is_422(as_owner: Caller, body: dict[str, str]) -> None:
    assert (await as_owner.post("assistant", "/improve-query", json=body)).status_code == 422


async def test_nobody_is_401(as_nobody: Caller) -> None:
    response = await as_nobody.post("assistant", "/improve-query", json={"query": "x", "vault_id": str(uuid4())})
    assert response.status_code == 401
