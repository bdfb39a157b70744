"""Members and invitations, through the door."""

from uuid import UUID, uuid4

import pytest

from services.organization.members.mails import invitation
from services.organization.members.tasks import accept_invitations
from services.organization.models import Member, Organization
from tests.support.people import (
    add_member,
    confirmed,
    make_organization,
    memberships,
    personal_organization,
    verified,
    verify_email,
)
from tests.support.platform import Caller, Platform, sign_up

EMAIL = "ben@utopia.example"


async def add(manager: Caller, organization_id: str, email: str, role: str = "member") -> tuple[int, str]:
    """Status and sentence."""
    body = {"email": email, "role": role}
    response = await manager.post("organization", f"/organizations/{organization_id}/members", json=body)
    return response.status_code, response.json().get("detail", "")


async def member_of(person: Caller, organization_id: str, email: str) -> str:
    members = (await person.get("organization", f"/organizations/{organization_id}/members")).json()["members"]
    (identifier,) = [member["id"] for member in members if member["email"] == email]
    return str(identifier)


async def remove(person: Caller, organization_id: str, member_id: str) -> tuple[int, str]:
    response = await person.delete("organization", f"/organizations/{organization_id}/members/{member_id}")
    return response.status_code, response.json().get("detail", "")


class TestAddMember:
    async def test_verified_account_is_active_at_once(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        ben = await verified(platform, EMAIL)
        member = await add_member(as_owner, organization_id, "BEN@utopia.example", "admin")
        assert (member["account_id"], member["email"]) == (str(ben.id), EMAIL)
        assert (member["role"], member["status"]) == ("admin", "active")
        assert (await memberships(platform.resources("vault"), ben))[organization_id] == "admin"
        assert [row.name for row in await platform.outbox("organization")] == ["organization.member_added"]

    async def test_nobody_known_is_invited_by_mail(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        member = await add_member(as_owner, organization_id, EMAIL)
        assert (member["account_id"], member["email"], member["status"]) == (None, EMAIL, "invited")
        assert "organization.send_mail" in await platform.run_tasks()
        (mail,) = platform.mailbox.to(EMAIL)
        assert mail["Subject"] == "Invitation to Acme Corp"
        assert 'the organization "Acme Corp"' in platform.mailbox.text_to(EMAIL)

    async def test_unverified_account_is_only_invited(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        ben = await sign_up(platform, EMAIL)
        assert (await add_member(as_owner, organization_id, EMAIL))["status"] == "invited"
        assert organization_id not in await memberships(platform.resources("vault"), ben)

    async def test_nobody_is_added_twice(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        await verified(platform, EMAIL)
        await add_member(as_owner, organization_id, EMAIL)
        await add_member(as_owner, organization_id, "New@utopia.example")
        for email in (EMAIL, "BEN@Utopia.Example", "new@utopia.example", "NEW@utopia.example"):
            assert await add(as_owner, organization_id, email) == (
                409,
                "This person is a member or invited already",
            )

    async def test_admin_takes_in_members_and_admins_but_no_owners(
        self, as_admin: Caller, organization_id: str
    ) -> None:
        assert await add(as_admin, organization_id, "a@utopia.example", "admin") == (201, "")
        assert await add(as_admin, organization_id, EMAIL, "owner") == (
            403,
            "Only owners of the organization can make or remove owners",
        )

    async def test_member_takes_in_nobody(self, as_member: Caller, organization_id: str) -> None:
        assert (await add(as_member, organization_id, EMAIL))[0] == 403

    async def test_outsider_learns_nothing(self, as_stranger: Caller, organization_id: str) -> None:
        assert await add(as_stranger, organization_id, EMAIL) == (404, "Organization not found")

    async def test_personal_organization_takes_in_nobody(self, as_owner: Caller) -> None:
        personal = await personal_organization(as_owner)
        assert await add(as_owner, personal, EMAIL) == (409, "A personal organization can't have further members")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"email": "no address"},
            {"email": "bеn@utopia.example"},  # a Cyrillic е
            {"email": "a@b.example\r\nBcc: c@d.example"},
            {"email": EMAIL, "role": "king"},
            {"email": EMAIL, "status": "active"},
        ],
    )
    async def test_wrong_shape_is_422(self, as_owner: Caller, organization_id: str, body: dict[str, str]) -> None:
        response = await as_owner.post("organization", f"/organizations/{organization_id}/members", json=body)
        assert response.status_code == 422

    async def test_limit_of_invitations(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        resources = platform.resources("organization")
        statuses = set()
        scale, resources.gate.scale = resources.gate.scale, 0.01
        try:
            statuses = {(await add(as_owner, organization_id, f"{name}@utopia.example")) for name in "ab"}
            # The general limit of one principal is small now too, so ask the counter itself for the third.
            await resources.redis.delete(*await resources.redis.keys(f"rate:organization:account:{as_owner.id}:*"))
            third = await add(as_owner, organization_id, "c@utopia.example")
        finally:
            resources.gate.scale = scale
        assert statuses == {(201, "")}
        assert third == (429, "The organization has sent too many invitations; try again later")


class TestInvitations:
    async def test_confirming_the_address_makes_a_member(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        await add_member(as_owner, organization_id, "Ben@UTOPIA.example", "admin")
        ben = await verified(platform, EMAIL)
        await accept_invitations.run(platform.resources("organization"), confirmed(ben, EMAIL))
        members = (await ben.get("organization", f"/organizations/{organization_id}/members")).json()["members"]
        assert [(member["email"], member["role"], member["status"]) for member in members] == [
            ("owner@utopia.example", "owner", "active"),
            (EMAIL, "admin", "active"),
        ]
        names = [row.name for row in await platform.outbox("organization")]
        assert names == ["organization.send_mail", "organization.member_added"]

    async def test_happens_once(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        await add_member(as_owner, organization_id, EMAIL)
        ben = await verified(platform, EMAIL)
        for _ in range(2):
            await accept_invitations.run(platform.resources("organization"), confirmed(ben, EMAIL))
        names = [row.name for row in await platform.outbox("organization")]
        assert names.count("organization.member_added") == 1

    async def test_happens_when_memberships_are_asked(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        await add_member(as_owner, organization_id, EMAIL)
        ben = await verified(platform, EMAIL)
        assert (await memberships(platform.resources("vault"), ben))[organization_id] == "member"

    async def test_written_while_the_address_was_confirmed_is_found(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        ben = await sign_up(platform, EMAIL)
        await ben.get("organization", "/organizations")  # looked at, and remembered for a minute
        await add_member(as_owner, organization_id, EMAIL)
        await verify_email(platform, ben.id)
        assert organization_id in await memberships(platform.resources("vault"), ben)

    async def test_event_about_an_address_that_was_given_up_changes_nothing(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        await add_member(as_owner, organization_id, "old@utopia.example")
        ben = await verified(platform, EMAIL)
        await accept_invitations.run(platform.resources("organization"), confirmed(ben, "old@utopia.example"))
        assert organization_id not in await memberships(platform.resources("vault"), ben)

    async def test_look_alike_domain_is_another_address(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        ben = await verified(platform, EMAIL)
        member = await add_member(as_owner, organization_id, "ben@utоpia.example")  # a Cyrillic о
        assert member["status"] == "invited"
        assert member["email"].startswith("ben@xn--")
        assert organization_id not in await memberships(platform.resources("vault"), ben)

    async def test_second_invitation_of_a_member_vanishes(
        self, platform: Platform, as_owner: Caller, organization_id: str
    ) -> None:
        ben = await sign_up(platform, EMAIL)
        resources = platform.resources("organization")
        await add_member(as_owner, organization_id, EMAIL)
        await verify_email(platform, ben.id)
        await memberships(resources, ben)
        async with platform.session("organization") as session, session.begin():
            session.add(Member(organization_id=UUID(organization_id), email=EMAIL, role="admin"))
        await accept_invitations.run(resources, confirmed(ben, EMAIL))
        members = (await as_owner.get("organization", f"/organizations/{organization_id}/members")).json()["members"]
        assert len(members) == 2

    async def test_name_can_not_write_headers(self, platform: Platform) -> None:
        """The routes refuse such a name; a mail is safe even so."""
        settings = platform.resources("organization").settings
        hostile = Organization(name="Acme\r\nBcc: all@utopia.example\n\nBuy this")
        message = invitation(settings, hostile, EMAIL).message(settings)
        assert message["Bcc"] is None
        assert message["Subject"] == "Invitation to Acme  Bcc: all@utopia.example  Buy this"


class TestListMembers:
    async def test_members_see_each_other(self, as_member: Caller, as_admin: Caller, organization_id: str) -> None:
        response = await as_member.get("organization", f"/organizations/{organization_id}/members")
        assert response.status_code == 200
        body = response.json()
        assert {(member["email"], member["role"]) for member in body["members"]} == {
            ("owner@utopia.example", "owner"),
            ("admin@utopia.example", "admin"),
            ("member@utopia.example", "member"),
        }
        assert body["pagination"] == {"has_more": False, "next_cursor": None}

    async def test_asks_for_a_page_of_addresses_at_once(
        self, platform: Platform, as_owner: Caller, as_member: Caller, as_admin: Caller, organization_id: str
    ) -> None:
        platform.router.requests.clear()
        await as_owner.get("organization", f"/organizations/{organization_id}/members")
        assert [platform.service_of(request) for request in platform.router.requests] == ["organization", "account"]

    async def test_outsider_learns_nothing(self, as_stranger: Caller, organization_id: str) -> None:
        response = await as_stranger.get("organization", f"/organizations/{organization_id}/members")
        assert (response.status_code, response.json()) == (404, {"detail": "Organization not found"})


class TestRemoveMember:
    async def test_is_gone_for_every_service(
        self, platform: Platform, as_owner: Caller, as_member: Caller, organization_id: str
    ) -> None:
        vaults = platform.resources("vault")
        assert organization_id in await memberships(vaults, as_member)
        before = await vaults.versions.read(f"account:{as_member.id}")
        member_id = await member_of(as_owner, organization_id, "member@utopia.example")
        assert await remove(as_owner, organization_id, member_id) == (200, "")
        assert organization_id not in await memberships(vaults, as_member)
        assert await vaults.versions.read(f"account:{as_member.id}") != before
        assert await remove(as_owner, organization_id, member_id) == (404, "Member not found")
        assert [row.name for row in await platform.outbox("organization")][-1] == "organization.member_removed"

    async def test_everybody_may_leave(self, as_member: Caller, organization_id: str) -> None:
        member_id = await member_of(as_member, organization_id, "member@utopia.example")
        assert await remove(as_member, organization_id, member_id) == (200, "")
        response = await as_member.get("organization", f"/organizations/{organization_id}")
        assert response.status_code == 404

    async def test_member_removes_nobody_else(self, as_member: Caller, as_admin: Caller, organization_id: str) -> None:
        member_id = await member_of(as_member, organization_id, "admin@utopia.example")
        assert await remove(as_member, organization_id, member_id) == (
            403,
            "Only owners and admins of the organization may do this",
        )

    async def test_admin_removes_no_owner(self, as_admin: Caller, organization_id: str) -> None:
        member_id = await member_of(as_admin, organization_id, "owner@utopia.example")
        assert await remove(as_admin, organization_id, member_id) == (
            403,
            "Only owners of the organization can make or remove owners",
        )

    async def test_last_owner_stays(self, as_owner: Caller, as_member: Caller, organization_id: str) -> None:
        # An invited owner is none yet.
        await add_member(as_owner, organization_id, EMAIL, "owner")
        member_id = await member_of(as_owner, organization_id, "owner@utopia.example")
        status, sentence = await remove(as_owner, organization_id, member_id)
        assert status == 409
        assert sentence.startswith("The last owner can't leave")

    async def test_owner_leaves_to_another(self, platform: Platform, as_owner: Caller, organization_id: str) -> None:
        ben = await verified(platform, EMAIL)
        await add_member(as_owner, organization_id, EMAIL, "owner")
        assert await remove(as_owner, organization_id, await member_of(as_owner, organization_id, EMAIL)) == (200, "")
        await add_member(as_owner, organization_id, EMAIL, "owner")
        own = await member_of(as_owner, organization_id, "owner@utopia.example")
        assert await remove(as_owner, organization_id, own) == (200, "")
        assert await memberships(platform.resources("vault"), ben) != {}

    async def test_owner_of_a_personal_organization_stays(self, as_owner: Caller) -> None:
        personal = await personal_organization(as_owner)
        member_id = await member_of(as_owner, personal, "owner@utopia.example")
        assert (await remove(as_owner, personal, member_id))[0] == 409

    async def test_invitation_is_taken_back(self, platform: Platform, as_admin: Caller, organization_id: str) -> None:
        member_id = (await add_member(as_admin, organization_id, EMAIL))["id"]
        assert await remove(as_admin, organization_id, member_id) == (200, "")
        ben = await verified(platform, EMAIL)
        assert organization_id not in await memberships(platform.resources("vault"), ben)

    async def test_member_of_another_organization_is_404(
        self, as_owner: Caller, as_stranger: Caller, organization_id: str
    ) -> None:
        other = await make_organization(as_stranger)
        foreign = await member_of(as_stranger, other, "stranger@utopia.example")
        assert await remove(as_owner, organization_id, foreign) == (404, "Member not found")
        assert await remove(as_owner, other, foreign) == (404, "Organization not found")
        assert await remove(as_owner, organization_id, str(uuid4())) == (404, "Member not found")
