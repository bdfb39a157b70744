"""A person against the rules, over HTTP. What each rule says is tested beside the rules."""

from datetime import date
from typing import Any

import pytest

from tests.support.platform import Caller, Platform

STUDENT = {"status_type": "f1", "valid_from": "2024-08-16", "valid_until": "2026-05-31"}
OPT = {"status_type": "f1_opt", "valid_from": "2026-07-01", "valid_until": "2027-06-30"}


async def entered(who: Caller, person: dict[str, Any], *statuses: dict[str, Any]) -> None:
    for status in statuses:
        response = await who.post("immigration", f"/persons/{person['id']}/statuses", json=status)
        assert response.status_code == 201, response.text


async def happened(who: Caller, person: dict[str, Any], event_type: str, day: str, **metadata: Any) -> str:
    sent = {"event_type": event_type, "event_date": day, "metadata": metadata}
    response = await who.post("immigration", f"/persons/{person['id']}/compliance-events", json=sent)
    assert response.status_code == 201, response.text
    identifier: str = response.json()["id"]
    return identifier


async def summary(who: Caller, person: dict[str, Any], as_of: str) -> dict[str, Any]:
    path = f"/persons/{person['id']}/compliance-summary"
    response = await who.get("immigration", path, params={"as_of": as_of})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def of_rule(findings: list[dict[str, Any]], rule: str) -> dict[str, Any]:
    (found,) = [finding for finding in findings if finding["rule"] == rule]
    return found


class TestSummary:
    async def test_nothing_known_is_unknown(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        body = await summary(as_owner, anna, "2026-11-23")
        assert (body["overall"], body["current_status"], body["days_remaining"]) == ("unknown", None, None)
        assert (body["person_id"], body["as_of"]) == (anna["id"], "2026-11-23")

    async def test_shows_its_arithmetic_and_its_source(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        body = await summary(as_owner, anna, "2026-10-14")
        assert body["current_status"]["status_type"] == "f1_opt"
        finding = of_rule(body["items"], "OPT_UNEMPLOYMENT")
        assert (finding["state"], finding["severity"], body["overall"]) == ("violated", "critical", "non_compliant")
        # From the first day of OPT to the day itself, without a job: 31 + 31 + 30 + 14.
        assert (finding["computation"]["from"], finding["computation"]["days"]) == ("2026-07-01", 106)
        assert finding["computation"]["limit"] == 90
        assert finding["reference"].startswith("https://")

    async def test_is_as_of_any_day(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        early = await summary(as_owner, anna, "2026-07-15")
        assert "violated" not in {finding["state"] for finding in early["items"]}

    async def test_events_feed_the_rules(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        await happened(as_owner, anna, "employment_start", "2026-07-11", employer="Northgate Labs", hours_per_week=40)
        body = await summary(as_owner, anna, "2026-10-14")
        states = {finding["state"] for finding in body["items"] if finding["rule"] == "OPT_UNEMPLOYMENT"}
        assert "violated" not in states

    async def test_what_was_done_is_completed(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT)
        moved = await happened(as_owner, anna, "address_change", "2026-03-02")
        owed = await summary(as_owner, anna, "2026-03-20")
        assert of_rule(owed["items"], "SEVIS_10DAY")["event_id"] == moved
        await happened(as_owner, anna, "report", "2026-03-08", subject="address", to="dso")
        done = await summary(as_owner, anna, "2026-03-20")
        assert of_rule(done["completed"], "SEVIS_10DAY")["state"] == "completed"

    async def test_today_where_no_day_is_named(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any]
    ) -> None:
        body = (await as_owner.get("immigration", f"/persons/{anna['id']}/compliance-summary")).json()
        assert date.fromisoformat(body["as_of"]) == platform.resources("immigration").now().date()

    async def test_costs_four_statements(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        await summary(as_owner, anna, "2026-10-14")
        with platform.statements("immigration") as statements:
            await summary(as_owner, anna, "2026-10-14")
        assert len(statements) == 4

    @pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "0001-01-01", "9999-12-31"])
    async def test_what_is_no_day_is_422(self, as_owner: Caller, anna: dict[str, Any], day: str) -> None:
        path = f"/persons/{anna['id']}/compliance-summary"
        assert (await as_owner.get("immigration", path, params={"as_of": day})).status_code == 422

    async def test_of_others_is_404(self, as_stranger: Caller, anna: dict[str, Any]) -> None:
        response = await as_stranger.get("immigration", f"/persons/{anna['id']}/compliance-summary")
        assert (response.status_code, response.json()) == (404, {"detail": "Person not found"})
