"""The sweep: each step of a warning is raised once, and what is replaced is quiet."""

from datetime import UTC, datetime
from typing import Any

from services.immigration.compliance.tasks import sweep_everybody
from tests.support.platform import Caller, Platform

PASSPORT = {"status_type": "passport", "country": "SWE", "valid_from": "2017-03-02", "valid_until": "2027-03-02"}
RAISED = {"status.expiring", "compliance.due"}


async def swept(platform: Platform, day: str) -> list[tuple[str, int]]:
    """What a sweep on a day raises: the type, or the rule, with the step."""
    before = {row.id for row in await platform.outbox("immigration")}
    with platform.at(datetime.fromisoformat(day).replace(tzinfo=UTC)):
        await sweep_everybody.run(platform.resources("immigration"))
    rows = [row for row in await platform.outbox("immigration") if row.id not in before]
    assert {row.name for row in rows} <= RAISED
    return [(row.payload.get("rule", row.name), row.payload["step"]) for row in rows]


async def entered(who: Caller, person: dict[str, Any], **status: Any) -> None:
    response = await who.post("immigration", f"/persons/{person['id']}/statuses", json=status)
    assert response.status_code == 201, response.text


async def test_each_step_once(platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
    await entered(as_owner, anna, **PASSPORT)
    assert await swept(platform, "2026-08-01") == []
    assert await swept(platform, "2026-12-10") == [("status.expiring", 90)]
    assert await swept(platform, "2026-12-11") == []
    assert await swept(platform, "2027-02-20") == [("status.expiring", 30)]
    assert await swept(platform, "2027-03-03") == [("status.expiring", -1)]
    assert await swept(platform, "2027-04-03") == []


async def test_a_newer_paper_is_quiet_until_its_own_time(
    platform: Platform, as_owner: Caller, anna: dict[str, Any]
) -> None:
    await entered(as_owner, anna, **PASSPORT)
    await entered(as_owner, anna, **PASSPORT | {"valid_from": "2026-11-01", "valid_until": "2036-11-01"})
    assert await swept(platform, "2027-03-03") == []
    assert [step for _, step in await swept(platform, "2036-10-30")] == [30]


async def test_rules_are_raised_too(platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
    await entered(as_owner, anna, status_type="f1", valid_from="2024-08-16", valid_until="2028-05-31")
    moved = {"event_type": "address_change", "event_date": "2026-11-20"}
    await as_owner.post("immigration", f"/persons/{anna['id']}/compliance-events", json=moved)
    assert ("SEVIS_10DAY", 7) in await swept(platform, "2026-11-23")
    assert await swept(platform, "2026-11-23") == []


async def test_everybody_is_looked_at_in_four_statements_a_batch(
    platform: Platform, as_owner: Caller, anna: dict[str, Any]
) -> None:
    for number in range(5):
        person = {"first_name": f"P{number}", "last_name": "X"}
        await as_owner.post("immigration", "/persons", json=person)
    with platform.statements("immigration") as statements:
        await swept(platform, "2026-11-23")
    assert len([each for each in statements if "outbox" not in each]) == 4
