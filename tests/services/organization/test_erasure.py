"""Nothing is left of a person who is erased, and others keep what is theirs."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from services.organization.accounts.confirmation import confirm_erasure
from services.organization.accounts.tasks import erase_account
from shared.auth.keys import digest
from shared.clients.organization import KeyPair
from shared.errors import NotAuthenticated
from shared.events import AccountErasureRequested
from tests.support.people import (
    add_member,
    make_key,
    make_organization,
    memberships,
    personal_organization,
)
from tests.support.platform import Caller, Platform


def request_of(person: Caller, email: str = "owner@utopia.example") -> AccountErasureRequested:
    assert person.id is not None
    return AccountErasureRequested(account_id=person.id, erasure_id=UUID(int=5), email=email)


async def rows(platform: Platform, statement: str) -> list[tuple[object, ...]]:
    async with platform.session("organization") as session:
        return [tuple(row) for row in await session.execute(text(statement))]


async def confirmed(platform: Platform) -> list[tuple[str, str, str]]:
    told = [row.payload for row in await platform.outbox("organization") if row.name == "account.erasure_confirmed"]
    return [(found["account_id"], found["erasure_id"], found["service"]) for found in told]


class TestErasure:
    async def test_takes_everything_that_nobody_else_has(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        personal = await personal_organization(as_owner)
        for place in (personal, organization_id):
            await make_key(as_owner, place, "api")
        await add_member(as_owner, organization_id, "invited@utopia.example")
        await erase_account.run(platform.resources("organization"), request_of(as_owner))
        for table in ("api_keys", "members where email is not null"):
            assert await rows(platform, f"select 1 from {table}") == []  # noqa: S608 - from the line above
        await platform.run_tasks()
        for table in ("organizations", "members", "api_keys"):
            assert await rows(platform, f"select 1 from {table}") == []  # noqa: S608 - from the line above

    async def test_confirms_when_the_vault_service_holds_nothing_of_its_organizations(
        self, platform: Platform, as_owner: Caller
    ) -> None:
        """Also where it was asked twice, and was asked again after it was done."""
        organization_id = UUID(await personal_organization(as_owner))
        resources = platform.resources("organization")
        arguments = {"account_id": as_owner.id, "erasure_id": UUID(int=5), "organization_ids": [organization_id]}
        for _ in range(2):
            await erase_account.run(resources, request_of(as_owner))
        platform.router.down.add(resources.settings.port("vault"))
        await confirm_erasure.run(resources, **arguments)
        assert await confirmed(platform) == []
        platform.router.down.clear()
        for times in (1, 2):
            await confirm_erasure.run(resources, **arguments)
            assert await confirmed(platform) == [(str(as_owner.id), str(UUID(int=5)), "organization")] * times
        assert await rows(platform, "select 1 from organizations") == []

    async def test_leaves_the_organization_to_the_admin(
        self, platform: Platform, as_owner: Caller, as_member: Caller, as_admin: Caller, organization_id: str
    ) -> None:
        key = await make_key(as_owner, organization_id, "api")
        await erase_account.run(platform.resources("organization"), request_of(as_owner))
        response = await as_admin.get("organization", f"/organizations/{organization_id}")
        assert response.json()["role"] == "owner"
        response = await as_member.get("organization", f"/organizations/{organization_id}")
        assert response.json()["role"] == "member"
        listed = await as_admin.get("organization", f"/organizations/{organization_id}/machine-auth/api-keys")
        assert [found["id"] for found in listed.json()["api_keys"]] == [key["id"]]
        names = [row.name for row in await platform.outbox("organization")]
        assert names[-2:] == ["organization.member_removed", "organization.confirm_erasure"]

    async def test_makes_nobody_an_owner_where_one_stays(
        self, platform: Platform, as_owner: Caller, as_member: Caller, as_admin: Caller, organization_id: str
    ) -> None:
        await erase_account.run(platform.resources("organization"), request_of(as_member, "member@utopia.example"))
        roles = await rows(platform, "select role from members order by role")
        assert roles == [("admin",), ("owner",)]

    async def test_forgets_invitations_whatever_their_case(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, organization_id: str
    ) -> None:
        await add_member(as_owner, organization_id, "Stranger@utopia.example")
        await erase_account.run(platform.resources("organization"), request_of(as_stranger, "stranger@UTOPIA.example"))
        assert await rows(platform, "select email from members where email is not null") == []

    async def test_nobody_makes_anything_for_them_meanwhile(self, platform: Platform, as_owner: Caller) -> None:
        """Their account exists until the last service has confirmed."""
        await personal_organization(as_owner)
        await erase_account.run(platform.resources("organization"), request_of(as_owner))
        await platform.run_tasks()
        assert await memberships(platform.resources("vault"), as_owner) == {}
        assert await rows(platform, "select 1 from organizations") == []

    async def test_stops_keys_at_once(self, platform: Platform, as_owner: Caller) -> None:
        personal = await personal_organization(as_owner)
        api_key, app_key = [await make_key(as_owner, personal, kind) for kind in ("api", "app")]
        versions = platform.resources("vault").versions
        before = await versions.begin(f"machines:{personal}")
        await erase_account.run(platform.resources("organization"), request_of(as_owner))
        keys = KeyPair(api_key_digest=digest(api_key["api_key"]), app_key_digest=digest(app_key["app_key"]))
        with pytest.raises(NotAuthenticated):
            await platform.resources("vault").organizations.identify(keys)
        assert await versions.read(f"machines:{personal}") != before

    async def test_of_nobody_is_confirmed(self, platform: Platform, as_owner: Caller) -> None:
        await make_organization(as_owner)
        nobody = AccountErasureRequested(account_id=uuid4(), erasure_id=uuid4(), email="x@utopia.example")
        await erase_account.run(platform.resources("organization"), nobody)
        assert "organization.confirm_erasure" in await platform.run_tasks()
        assert len(await rows(platform, "select 1 from organizations")) == 1
