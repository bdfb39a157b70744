"""The workflows that are shipped, walked to their ends with documents that the platform has read."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.services.workflow.papers import i20, passport, visa
from tests.services.workflow.walking import Walk, wake
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def on_a_day(platform: Platform) -> AsyncIterator[None]:
    with platform.at(NOW):
        yield


class TestPassportRenewal:
    async def test_one_that_ends_soon_is_renewed(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        old = await upload_and_process(platform, as_owner, vault_id, "old.txt", passport(expires="02 APR 2027"))
        walk = await Walk.begin(platform, as_owner, vault_id, "passport-renewal")
        following = await walk.do("current_passport", document_ids=[old["id"]])
        assert following is not None
        assert (following["key"], following["status"]) == ("validity", "running")
        assert (await walk.step("validity"))["status"] == "failed"
        await walk.do("reason", text_input="Consulate in Chicago")
        following = await walk.do("applied", data={"applied_on": "2026-11-24"})
        assert following is not None
        assert following["due_at"] == "2027-02-21T09:00:00Z"
        too_short = await upload_and_process(platform, as_owner, vault_id, "s.txt", passport("CD111", "01 MAY 2027"))
        refused = await walk.answer("new_passport", document_ids=[too_short["id"]])
        assert refused[0] == 422
        new = await upload_and_process(platform, as_owner, vault_id, "new.txt", passport("CD2223334", "24 NOV 2036"))
        await walk.do("new_passport", document_ids=[new["id"]])
        await walk.do("tell_employer", selected_option="approve")
        assert (await walk.step("all_told"))["status"] == "waiting"
        assert await walk.do("i94_checked", selected_option="reject") is None
        execution = await walk.read()
        assert (execution["status"], execution["current_step"]) == ("completed", None)
        assert execution["context"]["reason"] == "Consulate in Chicago"
        assert execution["context"]["applied_on"] == "2026-11-24"
        assert execution["context"]["i94_checked"] is False
        subjects = [mail["Subject"] for mail in platform.mailbox.mails]
        assert "Look at the end of your stay" in subjects
        assert "Your passport is renewed" in subjects

    async def test_one_that_runs_on_may_stay(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, "p.txt", passport())
        walk = await Walk.begin(platform, as_owner, vault_id, "passport-renewal")
        await walk.do("current_passport", document_ids=[document["id"]])
        assert (await walk.step("validity"))["output"]["allowed"] is True
        await walk.do("renew_early", selected_option="later")
        assert (await walk.read())["status"] == "completed"
        assert (await walk.step("early_or_later"))["output"] == {"then": "no_renewal"}

    async def test_cancelling_tells_what_was_begun(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        old = await upload_and_process(platform, as_owner, vault_id, "old.txt", passport(expires="02 APR 2027"))
        walk = await Walk.begin(platform, as_owner, vault_id, "passport-renewal")
        await walk.do("current_passport", document_ids=[old["id"]])
        await walk.do("reason", text_input="Consulate in Chicago")
        await walk.do("applied", data={"applied_on": "2026-11-24"})
        assert (await walk.move("cancel"))[1]["status"] == "cancelled"
        await platform.run_tasks()
        assert [mail["Subject"] for mail in platform.mailbox.mails][-1] == "Cancelled: Day of the application"
        assert (await walk.statuses())["new_passport"] == "cancelled"


class TestTravelReadiness:
    async def test_all_in_order(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        papers = {"passport.txt": passport(), "visa.txt": visa(), "i20.txt": i20()}
        ids = [(await upload_and_process(platform, as_owner, vault_id, *each))["id"] for each in papers.items()]
        walk = await Walk.begin(platform, as_owner, vault_id, "travel-readiness")
        await walk.do("journey", data={"return_date": "2027-01-10", "destination": "Utopia"})
        await walk.do("documents", document_ids=ids)
        assert (await walk.read())["status"] == "completed"
        assert (await walk.step("ready"))["output"]["allowed"] is True

    async def test_an_old_signature_is_renewed(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        papers = {"passport.txt": passport(), "visa.txt": visa(), "i20.txt": i20("12 JANUARY 2025")}
        ids = [(await upload_and_process(platform, as_owner, vault_id, *each))["id"] for each in papers.items()]
        walk = await Walk.begin(platform, as_owner, vault_id, "travel-readiness")
        await walk.do("journey", data={"return_date": "2027-01-10"})
        await walk.do("documents", document_ids=ids)
        assert "travel signature" in (await walk.step("ready"))["error"]
        signed = await upload_and_process(platform, as_owner, vault_id, "new.txt", i20("20 NOVEMBER 2026"))
        await walk.do("renewed", document_ids=[signed["id"]])
        assert (await walk.read())["status"] == "completed"

    async def test_nothing_in_sixty_days_is_given_up(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        papers = {"passport.txt": passport(), "visa.txt": visa("01 DEC 2026"), "i20.txt": i20()}
        ids = [(await upload_and_process(platform, as_owner, vault_id, *each))["id"] for each in papers.items()]
        walk = await Walk.begin(platform, as_owner, vault_id, "travel-readiness")
        await walk.do("journey", data={"return_date": "2027-01-10"})
        await walk.do("documents", document_ids=ids)
        assert (await walk.step("renewed"))["waits_until"] == "2027-01-22T09:00:00Z"
        with platform.at(NOW + timedelta(days=60)):
            await wake(platform)
            execution = await walk.read()
        assert execution["status"] == "completed"
        assert (await walk.step("renewed"))["error"] == "Nothing happened in time"
