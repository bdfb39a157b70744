"""Compliance events over HTTP."""

from typing import Any

import pytest

from tests.support.platform import Caller

START = {
    "event_type": "employment_start",
    "event_date": "2026-03-02",
    "description": "First day",
    "metadata": {"employer": "Northgate Labs", "hours_per_week": 40},
}


def path(person: dict[str, Any]) -> str:
    return f"/persons/{person['id']}/compliance-events"


class TestEvents:
    async def test_is_kept_with_what_was_said(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        response = await as_owner.post("immigration", path(anna), json=START)
        assert response.status_code == 201, response.text
        event = response.json()
        assert START.items() <= event.items()
        listed = (await as_owner.get("immigration", path(anna))).json()
        assert listed["compliance_events"] == [event]

    async def test_last_entry_first(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        for day in ("2026-03-02", "2026-01-01", "2026-02-01"):
            sent = {"event_type": "address_change", "event_date": day}
            await as_owner.post("immigration", path(anna), json=sent)
        listed = (await as_owner.get("immigration", path(anna), params={"limit": 2})).json()
        assert [event["event_date"] for event in listed["compliance_events"]] == ["2026-02-01", "2026-01-01"]
        assert listed["pagination"]["has_more"]

    @pytest.mark.parametrize(
        ("change", "place"),
        [
            ({"event_type": "birthday"}, ["body", "event_type"]),
            ({"event_date": "2026-02-30"}, ["body", "event_date"]),
            ({"metadata": {}}, ["body", "metadata", "employer"]),
            ({"metadata": {"employer": "X", "hours_per_week": 200}}, ["body", "metadata", "hours_per_week"]),
            ({"metadata": {"employer": "X", "shoe_size": 44}}, ["body", "metadata", "shoe_size"]),
            ({"note": "x"}, ["body", "note"]),
        ],
    )
    async def test_what_is_wrong_is_422_and_says_where(
        self, as_owner: Caller, anna: dict[str, Any], change: dict[str, Any], place: list[str]
    ) -> None:
        response = await as_owner.post("immigration", path(anna), json=START | change)
        assert response.status_code == 422
        (wrong,) = response.json()["detail"]
        assert (wrong["loc"], "input" in wrong) == (place, False)

    async def test_is_taken_back(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        event = (await as_owner.post("immigration", path(anna), json=START)).json()
        assert (await as_owner.delete("immigration", f"{path(anna)}/{event['id']}")).json() == {"success": True}
        again = await as_owner.delete("immigration", f"{path(anna)}/{event['id']}")
        assert (again.status_code, again.json()) == (404, {"detail": "Compliance event not found"})

    async def test_of_others_is_404(self, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any]) -> None:
        event = (await as_owner.post("immigration", path(anna), json=START)).json()
        for response in (
            await as_stranger.get("immigration", path(anna)),
            await as_stranger.post("immigration", path(anna), json=START),
            await as_stranger.delete("immigration", f"{path(anna)}/{event['id']}"),
        ):
            assert (response.status_code, response.json()) == (404, {"detail": "Person not found"})
