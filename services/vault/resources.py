"""What the vault service holds on to beside the usual. It answers itself what the others ask it over HTTP."""

from functools import cached_property
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from services.vault.access.identity import Identities
from services.vault.access.service import AccessService
from services.vault.settings import VaultSettings
from services.vault.shares.gate import ShareGate
from services.vault.shares.sessions import ShareSessions
from shared.auth.passwords import PasswordHasher
from shared.auth.principals import Principal
from shared.clients.vault import AccessQuestion, OpenedShare, ShareCredential, VaultAccess
from shared.resources import Resources


class VaultResources(Resources):
    settings: VaultSettings

    @cached_property
    def passwords(self) -> PasswordHasher:
        return PasswordHasher()

    @cached_property
    def share_sessions(self) -> ShareSessions:
        return ShareSessions(self.settings)

    @cached_property
    def share_gate(self) -> ShareGate:
        return ShareGate(self, self.passwords, self.share_sessions, self.settings.share_password_failures)

    @cached_property
    def identities(self) -> Identities:
        return Identities(self.people)

    @cached_property
    def access(self) -> AccessService:
        return AccessService(self, self.identities)

    async def vault_access(self, vault_id: UUID, who: Principal) -> VaultAccess:
        return await self.access.decide(vault_id, AccessQuestion.of(who))

    async def open_share(self, credential: ShareCredential) -> OpenedShare:
        return await self.share_gate.open(credential)


async def vault_resources(request: Request) -> VaultResources:
    resources: VaultResources = request.app.state.resources
    return resources


VaultApp = Annotated[VaultResources, Depends(vault_resources)]
