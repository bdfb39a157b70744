"""Sharing a vault in tests."""

from datetime import datetime
from typing import Any

from tests.support.platform import Caller


async def share(owner: Caller, vault_id: str, **terms: Any) -> dict[str, Any]:
    """The answer to a new share."""
    if isinstance(terms.get("expires_at"), datetime):
        terms["expires_at"] = terms["expires_at"].isoformat()
    response = await owner.post("vault", f"/vaults/{vault_id}/shares", json=terms)
    assert response.status_code == 201, response.text
    created: dict[str, Any] = response.json()
    return created


async def link(owner: Caller, vault_id: str, **terms: Any) -> str:
    """The token of a new open link."""
    return str((await share(owner, vault_id, **terms))["share_token"])


async def session(caller: Caller, token: str, password: str | None = None) -> str:
    """A session made from a share."""
    body = {"share_token": token} | ({"password": password} if password else {})
    response = await caller.post("vault", "/public/session/create", json=body)
    assert response.status_code == 201, response.text
    return str(response.json()["session_token"])


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
