"""Whom the events in a vault concern, as the webhook service asks."""

from uuid import UUID, uuid4

from shared.clients.vault import VaultAudience
from tests.services.vault.sharing import share
from tests.support.people import make_organization, personal_organization
from tests.support.platform import Caller, Platform


async def audience(platform: Platform, vault_id: str) -> VaultAudience | None:
    found = await platform.resources("webhook").vaults.audiences([UUID(vault_id), uuid4()])
    return found.get(UUID(vault_id))


async def test_owner_and_organizations(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    organization_id = await make_organization(as_owner)
    await share(as_owner, vault_id, organization_id=organization_id, permission="view")
    found = await audience(platform, vault_id)
    assert found is not None
    assert (found.account_id, found.organization_ids) == (as_owner.id, [UUID(organization_id)])


async def test_not_those_whose_share_was_revoked(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    organization_id = await make_organization(as_owner)
    shared = await share(as_owner, vault_id, organization_id=organization_id, permission="view")
    await as_owner.delete("vault", f"/vaults/{vault_id}/shares/{shared['share']['id']}")
    found = await audience(platform, vault_id)
    assert found is not None
    assert found.organization_ids == []


async def test_a_vault_that_is_gone_is_remembered(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    before = await audience(platform, vault_id)
    await as_owner.delete("vault", f"/vaults/{vault_id}")
    assert before is not None
    assert await audience(platform, vault_id) == before


async def test_personal_organizations(platform: Platform, as_owner: Caller) -> None:
    account_id = as_owner.id
    assert account_id is not None
    organization_id = await personal_organization(as_owner)
    found = await platform.resources("webhook").organizations.personal([account_id, uuid4()])
    assert found == {account_id: UUID(organization_id)}
