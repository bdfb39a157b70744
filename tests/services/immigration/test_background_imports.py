"""Imports in the background: their progress, and what becomes of them when a worker dies."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from services.immigration.imports.importer import BATCH, Target
from services.immigration.imports.persons import PersonImporter
from services.immigration.imports.progress import Progress
from services.immigration.imports.schemas import ImportResult
from services.immigration.imports.tasks import forget_imports, run_import
from services.immigration.models import Import
from services.immigration.resources import ImmigrationResources
from shared.events import Actor
from tests.services.immigration.test_imports import CSV, ROWS, names
from tests.support.people import make_organization
from tests.support.platform import Caller, Platform

PREFER = {"Prefer": "respond-async, wait=1"}


def many(count: int) -> list[dict[str, Any]]:
    return [{"first_name": "P", "last_name": f"N{number:04}", "external_id": f"E-{number}"} for number in range(count)]


async def begun(who: Caller, rows: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    response = await who.post("immigration", "/import/persons", json={"persons": rows, **more}, headers=PREFER)
    assert response.status_code == 202, response.text
    started: dict[str, Any] = response.json()
    assert response.headers["location"] == f"/api/v1/imports/{started['id']}"
    assert response.headers["preference-applied"] == "respond-async"
    return started


async def shown(who: Caller, import_id: str) -> dict[str, Any]:
    response = await who.get("immigration", f"/imports/{import_id}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def kept_by(platform: Platform) -> ImmigrationResources:
    resources = platform.resources("immigration")
    assert isinstance(resources, ImmigrationResources)
    return resources


async def work_until(platform: Platform, import_id: str, rows: int) -> None:
    """As a worker that is killed once so many rows are in."""
    resources = kept_by(platform)
    async with resources.sessions() as session:
        row = (await session.scalars(select(Import).where(Import.id == UUID(import_id)))).one()
    progress = Progress(resources, row, ImportResult.model_validate(row.result))

    async def note(session: AsyncSession, done: int) -> None:
        if done > rows:
            raise KeyboardInterrupt
        await progress.note(session, done)

    target = Target(Actor(kind=row.actor_kind, id=row.actor_id), row.owner_id, row.organization_id, row.dry_run)
    with pytest.raises(KeyboardInterrupt):
        await PersonImporter(resources.sealer).run(
            resources.sessions, target, iter(many(3 * BATCH)), progress.result, note=note
        )


class TestProgress:
    async def test_from_waiting_to_finished(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, [*ROWS, {"first_name": "Nobody"}])
        assert (started["state"], started["rows_done"], started["rows_total"]) == ("waiting", 0, 3)
        await platform.run_tasks()
        ended = await shown(as_owner, started["id"])
        assert (ended["state"], ended["rows_done"], ended["kind"]) == ("finished", 3, "persons")
        assert (ended["result"]["imported"], ended["result"]["skipped"]) == (2, 1)
        assert ended["result"]["errors"][0].items() >= {"row": 3, "field": "last_name"}.items()
        assert ended["finished_at"]
        assert await names(as_owner) == ["Anna Eriksson", "Oskar Lindqvist"]

    async def test_of_a_file(self, platform: Platform, as_owner: Caller) -> None:
        files = {"file": ("persons.csv", CSV.encode() + b",,,E-19\n")}
        response = await as_owner.post("immigration", "/import/persons", files=files, headers=PREFER)
        assert response.status_code == 202
        await platform.run_tasks()
        assert (await shown(as_owner, response.json()["id"]))["result"]["imported"] == 2

    async def test_of_statuses(self, platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
        body = {"statuses": [{"person_id": anna["id"], "status_type": "f1"}]}
        response = await as_owner.post("immigration", "/import/statuses", json=body, headers=PREFER)
        await platform.run_tasks()
        assert (await shown(as_owner, response.json()["id"]))["result"]["imported"] == 1

    async def test_dry_run(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, ROWS, dry_run=True)
        await platform.run_tasks()
        assert (await shown(as_owner, started["id"]))["result"]["imported"] == 2
        assert await names(as_owner) == []

    async def test_list(self, as_owner: Caller, as_stranger: Caller) -> None:
        first, second = await begun(as_owner, ROWS), await begun(as_owner, ROWS)
        listed = (await as_owner.get("immigration", "/imports")).json()["imports"]
        assert [each["id"] for each in listed] == [second["id"], first["id"]]
        assert (await as_stranger.get("immigration", "/imports")).json()["imports"] == []

    async def test_what_it_waits_with_is_sealed_and_gone_in_the_end(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, ROWS)
        content = select(Import.content).where(Import.id == UUID(started["id"]))
        async with platform.session("immigration") as session:
            sealed = (await session.scalars(content)).one()
        assert sealed is not None
        assert b"AB8362917" not in sealed
        await platform.run_tasks()
        async with platform.session("immigration") as session:
            assert (await session.scalars(content)).one() is None

    async def test_is_forgotten_in_time(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, ROWS)
        await platform.run_tasks()
        for days, status in ((29, 200), (31, 404)):
            with platform.at(datetime.now(UTC) + timedelta(days=days)):
                await forget_imports.run(kept_by(platform))
            response = await as_owner.get("immigration", f"/imports/{started['id']}")
            assert response.status_code == status


class TestCrashes:
    async def test_goes_on_where_it_was_left(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, many(3 * BATCH))
        await work_until(platform, started["id"], BATCH)
        half = await shown(as_owner, started["id"])
        assert (half["state"], half["rows_done"], half["result"]["imported"]) == ("running", BATCH, BATCH)
        await run_import.run(kept_by(platform), import_id=UUID(started["id"]))
        ended = await shown(as_owner, started["id"])
        assert (ended["state"], ended["result"]["imported"], ended["result"]["skipped"]) == ("finished", 3 * BATCH, 0)

    async def test_a_second_message_changes_nothing(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, ROWS)
        await platform.run_tasks()
        ended = await shown(as_owner, started["id"])
        await run_import.run(kept_by(platform), import_id=UUID(started["id"]))
        assert await shown(as_owner, started["id"]) == ended

    async def test_a_row_that_stands_twice_is_known_after_the_crash(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, [*many(3 * BATCH), many(1)[0]])
        await work_until(platform, started["id"], BATCH)
        await run_import.run(kept_by(platform), import_id=UUID(started["id"]))
        result = (await shown(as_owner, started["id"]))["result"]
        assert [(each["row"], each["message"]) for each in result["errors"]] == [
            (3 * BATCH + 1, "stands in row 1 already")
        ]


class TestCancelled:
    async def test_takes_no_more(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, many(3 * BATCH))
        await work_until(platform, started["id"], BATCH)
        response = await as_owner.post("immigration", f"/imports/{started['id']}/cancel")
        assert (response.status_code, response.json()["state"]) == (200, "cancelled")
        await run_import.run(kept_by(platform), import_id=UUID(started["id"]))
        ended = await shown(as_owner, started["id"])
        assert (ended["state"], ended["rows_done"]) == ("cancelled", BATCH)

    async def test_once_over_is_409(self, platform: Platform, as_owner: Caller) -> None:
        started = await begun(as_owner, ROWS)
        await platform.run_tasks()
        response = await as_owner.post("immigration", f"/imports/{started['id']}/cancel")
        assert (response.status_code, response.json()) == (409, {"detail": "The import is over"})

    async def test_of_others_is_404(self, as_owner: Caller, as_stranger: Caller) -> None:
        started = await begun(as_owner, ROWS)
        for response in (
            await as_stranger.get("immigration", f"/imports/{started['id']}"),
            await as_stranger.post("immigration", f"/imports/{started['id']}/cancel"),
        ):
            assert (response.status_code, response.json()) == (404, {"detail": "Import not found"})


class TestRefused:
    async def test_what_can_not_be_read_is_said_at_once(self, as_owner: Caller) -> None:
        for body, status in (
            ({"persons": [{}] * 20_001}, 413),
            ({"persons": 1}, 422),
        ):
            response = await as_owner.post("immigration", "/import/persons", json=body, headers=PREFER)
            assert response.status_code == status
        assert (await as_owner.get("immigration", "/imports")).json()["imports"] == []

    async def test_goes_with_its_organization(self, platform: Platform, as_owner: Caller) -> None:
        organization_id = await make_organization(as_owner)
        await begun(as_owner, ROWS, organization_id=organization_id)
        assert len((await as_owner.get("immigration", "/imports")).json()["imports"]) == 1
