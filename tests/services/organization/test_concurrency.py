"""Two at once: each test holds both of them at the same lock before it lets them go."""

import asyncio

from sqlalchemy import text

from services.organization.organizations.repository import OrganizationRepository
from shared.resources import Resources
from tests.support.contention import at_once, statuses
from tests.support.people import add_member, make_key, make_organization, verified
from tests.support.platform import Caller, Platform


class TestLastOwner:
    async def test_two_owners_leaving_at_once_leave_one(
        self, platform: Platform, committed: Resources, as_owner: Caller
    ) -> None:
        ben = await verified(platform, "ben@utopia.example")
        path = f"/organizations/{await make_organization(as_owner)}/members"
        await add_member(as_owner, path.split("/")[2], "ben@utopia.example", "owner")
        members = (await as_owner.get("organization", path)).json()["members"]
        leaving = [
            person.delete("organization", f"{path}/{member['id']}")
            for person, member in zip((as_owner, ben), members, strict=True)
        ]
        responses = await at_once(committed, "organizations", *leaving)
        assert statuses(responses) == [200, 409]
        (refused,) = [response for response in responses if response.status_code == 409]
        assert refused.json()["detail"].startswith("The last owner can't leave")

    async def test_admin_who_is_removed_meanwhile_removes_nobody(
        self, platform: Platform, committed: Resources, as_owner: Caller
    ) -> None:
        """Both wait for the organization; whoever comes second sees what the first has done."""
        admins = [await verified(platform, f"{name}@utopia.example") for name in ("ann", "ben")]
        organization_id = await make_organization(as_owner)
        ids = [
            (await add_member(as_owner, organization_id, f"{name}@utopia.example", "admin"))["id"]
            for name in ("ann", "ben")
        ]
        path = f"/organizations/{organization_id}/members"
        removals = [
            admin.delete("organization", f"{path}/{other}") for admin, other in zip(admins, reversed(ids), strict=True)
        ]
        assert statuses(await at_once(committed, "organizations", *removals)) == [200, 404]

    async def test_last_owner_stays_however_often_they_leave(self, committed: Resources, as_owner: Caller) -> None:
        path = f"/organizations/{await make_organization(as_owner)}/members"
        (member,) = (await as_owner.get("organization", path)).json()["members"]
        leaving = [as_owner.delete("organization", f"{path}/{member['id']}") for _ in range(2)]
        assert statuses(await at_once(committed, "organizations", *leaving)) == [409, 409]
        assert (await as_owner.get("organization", path)).json()["members"] == [member]

    async def test_member_who_leaves_twice_is_gone_once(
        self, platform: Platform, committed: Resources, as_owner: Caller
    ) -> None:
        ben = await verified(platform, "ben@utopia.example")
        organization_id = await make_organization(as_owner)
        member = await add_member(as_owner, organization_id, "ben@utopia.example", "owner")
        path = f"/organizations/{organization_id}/members/{member['id']}"
        leaving = [ben.delete("organization", path) for _ in range(2)]
        assert statuses(await at_once(committed, "organizations", *leaving)) == [200, 404]


class TestRotation:
    async def test_two_admins_at_once_one_wins(self, committed: Resources, as_owner: Caller) -> None:
        organization_id = await make_organization(as_owner)
        key = await make_key(as_owner, organization_id, "api")
        path = f"/organizations/{organization_id}/machine-auth/api-keys/{key['id']}/rotate"
        rotations = [as_owner.post("organization", path, json={}) for _ in range(2)]
        responses = await at_once(committed, "api_keys", *rotations)
        assert statuses(responses) == [200, 409]
        (refused,) = [response for response in responses if response.status_code == 409]
        assert refused.json() == {"detail": "Somebody else has just changed this key; look at it before you try again"}

    async def test_revocation_wins_over_rotation(self, committed: Resources, as_owner: Caller) -> None:
        organization_id = await make_organization(as_owner)
        key = await make_key(as_owner, organization_id, "app")
        path = f"/organizations/{organization_id}/machine-auth/app-keys/{key['id']}"
        both = [as_owner.post("organization", f"{path}/{action}") for action in ("rotate", "revoke")]
        rotated, revoked = await at_once(committed, "app_keys", *both)
        assert revoked.status_code == 200
        assert rotated.status_code in {200, 409}
        listed = (await as_owner.get("organization", path.rpartition("/")[0])).json()["app_keys"]
        assert listed[0]["revoked_at"] is not None


class TestJoining:
    async def test_invitation_is_accepted_once(
        self, platform: Platform, committed: Resources, as_owner: Caller
    ) -> None:
        """Both requests of the invited find the invitation, and wait for it."""
        organization_id = await make_organization(as_owner)
        await add_member(as_owner, organization_id, "ben@utopia.example")
        ben = await verified(platform, "ben@utopia.example")
        listing = [ben.get("organization", "/organizations") for _ in range(2)]
        for response in await at_once(committed, "members", *listing):
            names = [each["name"] for each in response.json()["organizations"]]
            assert sorted(names) == ["Acme Corp", "Personal"]
        members = (await as_owner.get("organization", f"/organizations/{organization_id}/members")).json()["members"]
        assert sorted(member["status"] for member in members) == ["active", "active"]
        async with committed.connect() as connection:
            added = await connection.scalar(
                text("select count(*) from outbox where name = 'organization.member_added'")
            )
        assert added == 1


class TestPersonalOrganization:
    async def test_is_made_once(self, committed: Resources, as_owner: Caller) -> None:
        owner_id = as_owner.id
        assert owner_id is not None

        async def make() -> None:
            async with committed.sessions.begin() as session:
                await OrganizationRepository(session).add_personal(owner_id, "Personal", f"personal-{owner_id.hex}")

        await asyncio.gather(make(), make())
        listed = (await as_owner.get("organization", "/organizations")).json()["organizations"]
        assert [organization["is_personal"] for organization in listed] == [True]


async def test_invitation_and_its_idempotent_answer_are_one_transaction(committed: Resources, as_owner: Caller) -> None:
    """A crash leaves both or none."""
    path = f"/organizations/{await make_organization(as_owner)}/members"
    sent = {"json": {"email": "nobody-yet@utopia.example"}, "headers": {"Idempotency-Key": "once"}}
    first = await as_owner.post("organization", path, **sent)
    async with committed.connect() as connection:
        query = (
            "select xmin::text from members where email is not null union all select xmin::text from idempotency_keys"
        )
        writers = (await connection.scalars(text(query))).all()
    assert (len(writers), len(set(writers))) == (2, 1)
    again = await as_owner.post("organization", path, **sent)
    assert (again.headers["Idempotent-Replayed"], again.json()) == ("true", first.json())
