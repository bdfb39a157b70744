"""What a caller may do with a vault, as the vault service says; cached in Redis, and gone there with any change."""

import contextlib
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from redis.exceptions import RedisError

from shared.auth.admission import access_key
from shared.auth.dependencies import AppResources, Requires
from shared.auth.principals import Kind, Principal
from shared.clients.vault import VaultAccess
from shared.errors import NotAllowed, NotFound
from shared.resources import Resources


class VaultNotFound(NotFound):
    detail = "Vault not found"


class AccessControl:
    """Answers the one question, first from what came with admission, else from the vault service."""

    def __init__(self, request: Request, resources: AppResources) -> None:
        self.request = request
        self.resources: Resources = resources

    async def access(self, vault_id: UUID, who: Principal) -> VaultAccess:
        """Raises Unavailable where nobody can say; never guesses."""
        cached = await self._cached(vault_id, who)
        return VaultAccess.model_validate_json(cached) if cached else await self.resources.vaults.access(vault_id, who)

    async def _cached(self, vault_id: UUID, who: Principal) -> str | None:
        if self.request.path_params.get("vault_id") == str(vault_id):
            cached: str | None = getattr(self.request.state, "cached_access", None)
            return cached
        with contextlib.suppress(RedisError):
            found = await self.resources.redis.hget(access_key(vault_id), who.key)
            return None if found is None else str(found)
        return None

    async def require(self, vault_id: UUID, who: Principal, permission: str) -> VaultAccess:
        """Raises VaultNotFound for a vault that `who` can't see, NotAllowed for one they see but may not do this to."""
        access = await self.access(vault_id, who)
        now: datetime = self.resources.now()
        if not access.allows("view", now):
            raise VaultNotFound
        if not access.allows(permission, now):
            raise NotAllowed(f"This needs the permission to {permission} in the vault")
        return access


Access = Annotated[AccessControl, Depends()]
VaultCaller = Annotated[Principal, Depends(Requires(Kind.ACCOUNT))]


class RequiresVault:
    """The vault of the path, where the caller has `permission` on it."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    async def __call__(self, vault_id: UUID, who: VaultCaller, control: Access) -> VaultAccess:
        return await control.require(vault_id, who, self.permission)


ViewedVault = Annotated[VaultAccess, Depends(RequiresVault("view"))]
UploadedVault = Annotated[VaultAccess, Depends(RequiresVault("upload"))]
