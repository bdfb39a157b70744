"""Organizations, through the door."""

from uuid import uuid4

import pytest

from tests.support.people import make_organization, personal_organization, verified
from tests.support.platform import Caller, Platform


class TestCreateOrganization:
    async def test_needs_a_token(self, as_nobody: Caller) -> None:
        assert (await as_nobody.post("organization", "/organizations", json={"name": "A"})).status_code == 401

    async def test_creator_is_owner(self, as_owner: Caller) -> None:
        response = await as_owner.post("organization", "/organizations", json={"name": "Café & Söhne"})
        assert response.status_code == 201
        body = response.json()
        assert body["created_at"].endswith("Z")
        assert {name: body[name] for name in ("name", "slug", "domain", "settings", "is_personal", "role")} == {
            "name": "Café & Söhne",
            "slug": "cafe-sohne",
            "domain": None,
            "settings": {"signin_methods": ["password", "google", "cognito"]},
            "is_personal": False,
            "role": "owner",
        }

    @pytest.mark.parametrize(("name", "slug"), [("東京", "organization"), ("--", "organization"), ("a" * 90, "a" * 60)])
    async def test_slug_is_plain(self, as_owner: Caller, name: str, slug: str) -> None:
        response = await as_owner.post("organization", "/organizations", json={"name": name})
        assert response.json()["slug"] == slug

    async def test_same_name_gets_another_slug(self, as_owner: Caller, as_stranger: Caller) -> None:
        slugs = []
        for person in (as_owner, as_stranger, as_owner):
            response = await person.post("organization", "/organizations", json={"name": "Acme"})
            slugs.append(response.json()["slug"])
        assert slugs[0] == "acme"
        assert all(slug.startswith("acme-") for slug in slugs[1:])
        assert len(set(slugs)) == 3

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"name": ""},
            {"name": "x" * 201},
            {"name": "Acme\r\nBcc: all@utopia.example"},
            {"name": "A\u2028B"},
            {"name": "A\x00B"},
            {"name": "A", "nmae": "B"},
            {"name": "A", "settings": {"signin_methods": []}},
            {"name": "A", "settings": {"signin_methods": ["telepathy"]}},
            {"name": "A", "settings": {"colour": "red"}},
            {"name": "A", "domain": "no domain"},
            {"name": "A", "domain": "a@b.example"},
            {"name": "A", "domain": "localhost"},
        ],
    )
    async def test_wrong_shape_is_422(self, as_owner: Caller, body: dict[str, object]) -> None:
        response = await as_owner.post("organization", "/organizations", json=body)
        assert response.status_code == 422
        assert isinstance(response.json()["detail"], list)

    async def test_repeat_with_a_key_makes_one(self, as_owner: Caller) -> None:
        headers = {"Idempotency-Key": "once"}
        first = await as_owner.post("organization", "/organizations", json={"name": "A"}, headers=headers)
        again = await as_owner.post("organization", "/organizations", json={"name": "A"}, headers=headers)
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["Idempotent-Replayed"] == "true"


class TestDomain:
    async def test_of_the_own_verified_address_is_given(self, platform: Platform) -> None:
        anna = await verified(platform, "Anna@Acme.Example")
        response = await anna.post("organization", "/organizations", json={"name": "Acme", "domain": "ACME.example"})
        assert (response.status_code, response.json()["domain"]) == (201, "acme.example")

    async def test_of_an_unverified_address_is_403(self, as_owner: Caller) -> None:
        body = {"name": "Utopia", "domain": "utopia.example"}
        response = await as_owner.post("organization", "/organizations", json=body)
        assert response.status_code == 403
        assert "your own verified e-mail address" in response.json()["detail"]

    @pytest.mark.parametrize("domain", ["bank.example", "sub.acme.example", "example.example", "аcme.example"])
    async def test_of_somebody_else_is_403(self, platform: Platform, domain: str) -> None:
        anna = await verified(platform, "anna@acme.example")
        response = await anna.post("organization", "/organizations", json={"name": "A", "domain": domain})
        assert response.status_code == 403

    async def test_of_public_mail_is_422(self, platform: Platform) -> None:
        anna = await verified(platform, "anna@gmail.com")
        response = await anna.post("organization", "/organizations", json={"name": "A", "domain": "Gmail.com"})
        assert response.status_code == 422
        assert "public mail service" in response.json()["detail"]

    async def test_of_another_organization_is_409(self, platform: Platform) -> None:
        anna = await verified(platform, "anna@acme.example")
        await make_organization(anna, domain="acme.example")
        body = {"name": "Another", "domain": "acme.example"}
        response = await anna.post("organization", "/organizations", json=body)
        assert (response.status_code, response.json()) == (409, {"detail": "Another organization has this domain"})
        other = await make_organization(anna)
        response = await anna.patch("organization", f"/organizations/{other}", json={"domain": "acme.example"})
        assert response.status_code == 409

    async def test_is_given_up_with_null(self, platform: Platform) -> None:
        anna = await verified(platform, "anna@acme.example")
        organization_id = await make_organization(anna, domain="acme.example")
        path = f"/organizations/{organization_id}"
        assert (await anna.patch("organization", path, json={"name": "B"})).json()["domain"] == "acme.example"
        assert (await anna.patch("organization", path, json={"domain": None})).json()["domain"] is None

    async def test_personal_organization_has_none(self, platform: Platform) -> None:
        anna = await verified(platform, "anna@acme.example")
        path = f"/organizations/{await personal_organization(anna)}"
        response = await anna.patch("organization", path, json={"domain": "acme.example"})
        assert (response.status_code, response.json()["detail"]) == (
            409,
            "A personal organization can't have a domain",
        )

    async def test_says_how_its_people_sign_in(self, platform: Platform) -> None:
        anna = await verified(platform, "anna@acme.example")
        identifier = await make_organization(anna, domain="acme.example", settings={"signin_methods": ["google"]})
        client = platform.resources("account").organizations
        found = await client.organization_of_domain("acme.example")
        assert found is not None
        assert (str(found.id), found.name, found.methods) == (identifier, "Acme Corp", ["google"])
        assert await client.organization_of_domain("nobody.example") is None


class TestListOrganizations:
    async def test_personal_one_is_there_from_the_first_day(self, as_owner: Caller) -> None:
        body = (await as_owner.get("organization", "/organizations")).json()
        (personal,) = body["organizations"]
        assert (personal["is_personal"], personal["role"], personal["name"]) == (True, "owner", "Personal")
        assert body["pagination"] == {"has_more": False, "next_cursor": None}

    async def test_there_is_one_personal_organization(self, platform: Platform, as_owner: Caller) -> None:
        first = await personal_organization(as_owner)
        await platform.resources("organization").redis.flushdb()
        assert await personal_organization(as_owner) == first

    async def test_asks_the_account_service_once_a_minute(self, platform: Platform, as_owner: Caller) -> None:
        await as_owner.get("organization", "/organizations")
        platform.router.requests.clear()
        await as_owner.get("organization", "/organizations")
        assert [platform.service_of(request) for request in platform.router.requests] == ["organization"]

    async def test_known_organizations_are_listed_while_the_account_service_is_away(
        self, platform: Platform, as_owner: Caller
    ) -> None:
        resources = platform.resources("organization")
        await as_owner.get("organization", "/organizations")
        await resources.redis.delete(f"memberships-settled:{as_owner.id}")
        platform.router.down.add(resources.settings.port("account"))
        assert (await as_owner.get("organization", "/organizations")).status_code == 200

    async def test_pages_newest_first(self, as_owner: Caller, as_stranger: Caller) -> None:
        await make_organization(as_stranger)
        for name in "abc":
            await make_organization(as_owner, name)
        first = (await as_owner.get("organization", "/organizations?limit=3")).json()
        cursor = first["pagination"]["next_cursor"]
        rest = (await as_owner.get("organization", f"/organizations?limit=3&cursor={cursor}")).json()
        names = [organization["name"] for organization in first["organizations"] + rest["organizations"]]
        assert sorted(names) == ["Personal", "a", "b", "c"]


class TestOneOrganization:
    async def test_members_see_it_with_their_role(self, as_member: Caller, organization_id: str) -> None:
        response = await as_member.get("organization", f"/organizations/{organization_id}")
        assert (response.status_code, response.json()["role"]) == (200, "member")

    async def test_outsiders_learn_nothing(self, as_stranger: Caller, organization_id: str) -> None:
        for path in (f"/organizations/{organization_id}", f"/organizations/{uuid4()}"):
            for method in ("GET", "PATCH"):
                response = await as_stranger.request(method, "organization", path, json={})
                assert (response.status_code, response.json()) == (404, {"detail": "Organization not found"})

    async def test_invited_people_do_not_see_it_yet(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, organization_id: str
    ) -> None:
        body = {"email": "stranger@utopia.example"}
        await as_owner.post("organization", f"/organizations/{organization_id}/members", json=body)
        response = await as_stranger.get("organization", f"/organizations/{organization_id}")
        assert response.status_code == 404

    async def test_admin_changes_it(self, as_admin: Caller, organization_id: str) -> None:
        body = {"name": "New name", "settings": {"signin_methods": ["google", "google", "password"]}}
        response = await as_admin.patch("organization", f"/organizations/{organization_id}", json=body)
        assert response.status_code == 200
        changed = response.json()
        assert (changed["name"], changed["slug"], changed["role"]) == ("New name", "acme-corp", "admin")
        assert changed["settings"] == {"signin_methods": ["google", "password"]}

    async def test_what_is_left_out_stays(self, as_owner: Caller, organization_id: str) -> None:
        path = f"/organizations/{organization_id}"
        before = (await as_owner.get("organization", path)).json()
        for body in ({}, {"name": None, "settings": None}):
            response = await as_owner.patch("organization", path, json=body)
            assert (response.status_code, response.json()) == (200, before)

    async def test_member_may_not_change_it(self, as_member: Caller, organization_id: str) -> None:
        response = await as_member.patch("organization", f"/organizations/{organization_id}", json={"name": "Mine"})
        assert response.status_code == 403
        assert response.json() == {"detail": "Only owners and admins of the organization may do this"}
