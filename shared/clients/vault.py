"""Questions to the vault service."""

from datetime import datetime
from uuid import UUID

from shared.auth.principals import Kind, MachinePrincipal, Principal
from shared.clients.http import ServiceHTTP
from shared.schemas import Body, Schema

LADDER = ("view", "download", "upload", "edit", "owner")
"""Permissions on a vault; each includes the ones before it."""


class AccessQuestion(Body):
    """May this caller do something with the vault?"""

    kind: Kind
    id: UUID
    organization_id: UUID | None = None


class VaultAccess(Schema):
    """The vault service's word: what one caller may do with one vault, none of it after `expires_at`."""

    vault_id: UUID
    permissions: list[str]
    expires_at: datetime | None = None

    def allows(self, permission: str, now: datetime) -> bool:
        return permission in self.permissions and (self.expires_at is None or now < self.expires_at)


def permissions_up_to(highest: str | None) -> list[str]:
    """`download` → `["view", "download"]`; None → `[]`."""
    return [] if highest is None else list(LADDER[: LADDER.index(highest) + 1])


class VaultClient:
    def __init__(self, http: ServiceHTTP) -> None:
        self.http = http

    async def access(self, vault_id: UUID, who: Principal) -> VaultAccess:
        """What `who` may do with the vault; no permissions where it does not exist for them. Raises Unavailable."""
        organization_id = who.organization_id if isinstance(who, MachinePrincipal) else None
        question = AccessQuestion(kind=who.kind, id=who.id, organization_id=organization_id)
        response = await self.http.request(
            "vault",
            "POST",
            f"/api/v1/internal/vaults/{vault_id}/access",
            json=question.model_dump(mode="json"),
            idempotent=True,
        )
        return VaultAccess.model_validate(response.raise_for_status().json())
