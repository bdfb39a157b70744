"""What a caller may do with a vault, as the vault service says; cached in Redis, and gone there with any change."""

import contextlib
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from redis.exceptions import RedisError

from shared.auth.dependencies import AppResources, Requires
from shared.auth.principals import Principal, SharePrincipal
from shared.auth.scopes import Scope
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

    async def require(
        self, vault_id: UUID, who: Principal, permission: str, *, document_id: UUID | None = None
    ) -> VaultAccess:
        """Raises VaultNotFound for a vault that `who` can't see, NotAllowed for one they see but may not do this to.

        Raises Unavailable where nobody can say; never guesses. `document_id` is the one document that is wanted.
        """
        if isinstance(who, SharePrincipal):
            access = _of_share(vault_id, who, document_id)
        else:
            access = await self._cached(vault_id) or await self.resources.vault_access(vault_id, who)
        if "view" not in access.permissions:
            raise VaultNotFound
        if permission not in access.permissions:
            raise NotAllowed(f"This needs the permission to {permission} in the vault")
        return access

    async def _cached(self, vault_id: UUID) -> VaultAccess | None:
        state = self.request.state
        if self.request.path_params.get("vault_id") == str(vault_id):
            cached: str | None = getattr(state, "cached_access", None)
        else:
            cached = None
            with contextlib.suppress(RedisError):
                cached = await self.resources.gate.cached_access(state.applicant, vault_id)
        if cached is None:
            return None
        access = VaultAccess.model_validate_json(cached)
        return access if access.is_current(self.resources.now()) else None


def _of_share(vault_id: UUID, who: SharePrincipal, document_id: UUID | None) -> VaultAccess:
    """The share was opened for this very request, so what it says is true now."""
    elsewhere = who.vault_id != vault_id or who.document_id not in (None, document_id)
    return VaultAccess(
        vault_id=vault_id,
        permissions=[] if elsewhere else list(who.permissions),
        metered_share_id=who.id if who.metered else None,
    )


Access = Annotated[AccessControl, Depends()]


class RequiresPermission(Requires):
    """Callers who have `permission` on a vault."""

    def __init__(self, permission: str, scope: Scope, *, share: bool = False) -> None:
        super().__init__(scope, share=share)
        self.permission = permission


class RequiresVault(RequiresPermission):
    """The vault of the path."""

    async def __call__(  # type: ignore[override] # a dependency: FastAPI passes what it asks for
        self, request: Request, vault_id: UUID, control: Access
    ) -> VaultAccess:
        who = await super().__call__(request)
        return await control.require(vault_id, who, self.permission)
