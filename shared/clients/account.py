"""Questions to the account service."""

from typing import Any
from uuid import UUID

from shared.auth.admission import SessionState
from shared.clients.http import ServiceHTTP


class AccountClient:
    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def keys(self) -> dict[str, Any]:
        """The public keys that verify access tokens (RFC 7517). Raises Unavailable."""
        response = await self.http.request("account", "GET", "/.well-known/jwks.json")
        keys: dict[str, Any] = response.raise_for_status().json()
        return keys

    async def session_state(self, session_id: UUID) -> SessionState:
        """Whether a session is alive, from the account service's own table. Raises Unavailable."""
        response = await self.http.request("account", "GET", f"/api/v1/internal/sessions/{session_id}")
        return SessionState(response.raise_for_status().json()["state"])
