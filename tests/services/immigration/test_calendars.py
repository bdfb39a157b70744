"""Calendars of due dates: their links, and what they show."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.immigration.calendars.links import CalendarLinks
from services.immigration.settings import ImmigrationSettings
from tests.services.immigration.test_compliance import entered
from tests.support.people import add_member, make_machine, make_organization, personal_organization, verified
from tests.support.platform import Caller, Platform

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
PASSPORT = {"status_type": "passport", "country": "SWE", "document_number": "AB8362917", "valid_until": "2027-01-15"}


async def created(who: Caller, **said: Any) -> dict[str, Any]:
    response = await who.post("immigration", "/compliance/calendars", json=said)
    assert response.status_code == 201, response.text
    calendar: dict[str, Any] = response.json()
    return calendar


async def read(platform: Platform, calendar: dict[str, Any], **headers: str) -> Any:
    path = urlsplit(calendar["url"]).path.removeprefix("/api/v1")
    with platform.at(NOW):
        return await Caller(platform).get("immigration", path, headers=headers)


async def events(platform: Platform, calendar: dict[str, Any]) -> list[Any]:
    response = await read(platform, calendar)
    assert response.status_code == 200, response.text
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


class TestFeed:
    async def test_shows_due_dates_with_their_source(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any]
    ) -> None:
        await entered(as_owner, anna, PASSPORT)
        calendar = await created(as_owner, name="Visas")
        found = {str(each["summary"]): each for each in await events(platform, calendar)}
        event = found["Anna Eriksson: Papers and statuses that end"]
        assert (event.start, event.end) == (date(2027, 1, 15), date(2027, 1, 16))
        assert "2027-01-15" in event["description"]
        assert "Source: " in event["description"]
        assert str(event["url"]).startswith("https://")
        assert len(event.walk("VALARM")) == 1
        content = (await read(platform, calendar)).content
        assert b"X-WR-CALNAME:Visas" in content
        assert b"8362917" not in content

    async def test_is_calendar_text_that_a_client_keeps(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any]
    ) -> None:
        await entered(as_owner, anna, PASSPORT)
        calendar = await created(as_owner)
        first = await read(platform, calendar)
        assert first.headers["content-type"] == "text/calendar; charset=utf-8"
        assert first.headers["cache-control"] == "private, max-age=3600"
        again = await read(platform, calendar, **{"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

    async def test_an_event_keeps_its_uid(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, PASSPORT)
        one, other = await created(as_owner), await created(as_owner)
        uids = [sorted(str(each["uid"]) for each in await events(platform, calendar)) for calendar in (one, other)]
        assert uids[0] == uids[1] != []

    async def test_of_one_person(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        oskar = {"first_name": "Oskar", "last_name": "Lindqvist"}
        other = (await as_owner.post("immigration", "/persons", json=oskar)).json()
        for person in (anna, other):
            await entered(as_owner, person, PASSPORT)
        calendar = await created(as_owner, person_id=other["id"])
        assert {str(each["summary"]).partition(":")[0] for each in await events(platform, calendar)} == {
            "Oskar Lindqvist"
        }
        await as_owner.delete("immigration", f"/persons/{other['id']}")
        assert (await read(platform, calendar)).status_code == 404

    async def test_of_a_machine(self, platform: Platform, as_owner: Caller) -> None:
        organization = await personal_organization(as_owner)
        machine = await make_machine(as_owner, organization, scopes=["immigration:write", "immigration:read"])
        assert await events(platform, await created(machine)) == []


class TestLinks:
    async def test_shown_once(self, as_owner: Caller) -> None:
        calendar = await created(as_owner)
        url = calendar.pop("url")
        assert url.endswith(".ics")
        listed = (await as_owner.get("immigration", "/compliance/calendars")).json()["calendars"]
        assert listed == [calendar]

    async def test_ends_with_the_calendar(self, platform: Platform, as_owner: Caller) -> None:
        calendar = await created(as_owner)
        response = await as_owner.delete("immigration", f"/compliance/calendars/{calendar['id']}")
        assert response.json() == {"success": True}
        response = await read(platform, calendar)
        assert (response.status_code, response.json()) == (404, {"detail": "Calendar not found"})

    async def test_ends_when_its_maker_leaves_the_organization(self, platform: Platform, as_owner: Caller) -> None:
        organization_id = await make_organization(as_owner)
        admin = await verified(platform, "admin@utopia.example")
        member = await add_member(as_owner, organization_id, "admin@utopia.example", "admin")
        calendar = await created(admin, organization_id=organization_id)
        assert (await read(platform, calendar)).status_code == 200
        await as_owner.delete("organization", f"/organizations/{organization_id}/members/{member['id']}")
        assert (await read(platform, calendar)).status_code == 404

    @pytest.mark.parametrize("token", ["x", "A" * 43, "ä", "." * 43])
    async def test_others_are_404(self, platform: Platform, token: str) -> None:
        response = await Caller(platform).get("immigration", f"/public/calendars/{token}.ics")
        assert (response.status_code, response.json()) == (404, {"detail": "Calendar not found"})

    async def test_of_others_is_404(self, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any]) -> None:
        calendar = await created(as_owner)
        response = await as_stranger.delete("immigration", f"/compliance/calendars/{calendar['id']}")
        assert (response.status_code, response.json()) == (404, {"detail": "Calendar not found"})
        for said, detail in (
            ({"person_id": anna["id"]}, "Person not found"),
            ({"organization_id": str(uuid4())}, "Organization not found"),
        ):
            response = await as_stranger.post("immigration", "/compliance/calendars", json=said)
            assert (response.status_code, response.json()) == (404, {"detail": detail})


@pytest.fixture(scope="module")
def links() -> CalendarLinks:
    return CalendarLinks(ImmigrationSettings())


@given(calendar_id=st.uuids(), changed=st.integers(0, 42), letter=st.sampled_from("AQgw-_9z"))
def test_no_character_can_be_changed(links: CalendarLinks, calendar_id: UUID, changed: int, letter: str) -> None:
    token = links.token(calendar_id)
    assert links.calendar_id(token) == calendar_id
    other = token[:changed] + letter + token[changed + 1 :]
    assert links.calendar_id(other) == (calendar_id if other == token else None)


def test_a_link_outlives_a_new_secret() -> None:
    settings = ImmigrationSettings()
    token = CalendarLinks(settings).token(UUID(int=7))
    new = {"secret_key": type(settings.secret_key)("x" * 40), "previous_secret_keys": [settings.secret_key]}
    assert CalendarLinks(settings.model_copy(update=new)).calendar_id(token) == UUID(int=7)
    assert CalendarLinks(settings.model_copy(update={"secret_key": new["secret_key"]})).calendar_id(token) is None
