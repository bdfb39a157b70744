"""The workflows that are shipped, walked to their ends with documents that the platform has read."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.services.workflow.walking import Walk, wake
from tests.support.documents import upload_and_process
from tests.support.papers import APPROVAL, I94, LICENSE, RECEIPT, card, i20, passport, visa
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


class TestI9Verification:
    """8 CFR 274a.2(b): deadlines, lists, receipts and reverification."""

    @pytest.fixture
    async def walk(self, platform: Platform, as_owner: Caller, vault_id: str) -> Walk:
        walk = await Walk.begin(platform, as_owner, vault_id, "i9-verification")
        await walk.do("employment", data={"first_day": "2026-11-23"})
        return walk

    async def hand_in(self, walk: Walk, vault_id: str, key: str, **papers: bytes) -> tuple[int, Any]:
        ids = [
            (await upload_and_process(walk.platform, walk.who, vault_id, f"{name}.txt", content))["id"]
            for name, content in papers.items()
        ]
        answer = await walk.answer(key, document_ids=ids)
        await walk.platform.run_tasks()
        return answer

    async def test_deadlines(self, walk: Walk) -> None:
        assert (await walk.step("section_1"))["due_at"] == "2026-11-23T23:59:59Z"
        await walk.do("section_1", data={"attestation": "citizen"})
        await walk.do("presented", selected_option="documents")
        # Three business days after Monday; Thursday is Thanksgiving.
        assert (await walk.step("documents"))["due_at"] == "2026-11-27T23:59:59Z"

    async def test_no_step_names_a_document(self, walk: Walk) -> None:
        template = (await walk.who.get("workflow", "/workflows/i9-verification")).json()
        uploads = [step for step in template["steps"] if step["type"] == "UPLOAD"]
        assert uploads
        assert all(step["config"]["document_types"] == [] for step in uploads)

    async def test_list_a_alone_is_enough(self, walk: Walk, vault_id: str) -> None:
        await walk.do("section_1", data={"attestation": "citizen"})
        await walk.do("presented", selected_option="documents")
        assert (await self.hand_in(walk, vault_id, "documents", card=card()))[0] == 200
        await walk.do("examined", selected_option="approve")
        execution = await walk.read()
        assert execution["status"] == "completed"
        assert (await walk.step("complete"))["status"] == "completed"

    async def test_list_b_alone_is_not(self, walk: Walk, vault_id: str) -> None:
        await walk.do("section_1", data={"attestation": "citizen"})
        await walk.do("presented", selected_option="documents")
        status, body = await self.hand_in(walk, vault_id, "documents", license=LICENSE)
        assert status == 422
        assert "One document of List A, or one of List B and one of List C" in body["detail"]
        assert (await self.hand_in(walk, vault_id, "documents", license=LICENSE, expired=card("02/14/2025")))[0] == 422
        assert (await self.hand_in(walk, vault_id, "documents", passport=passport(), i94=I94))[0] == 200

    async def test_what_was_rejected_does_not_count_again(self, walk: Walk, vault_id: str) -> None:
        await walk.do("section_1", data={"attestation": "citizen"})
        await walk.do("presented", selected_option="documents")
        await self.hand_in(walk, vault_id, "documents", card=card())
        await walk.do("examined", selected_option="reject")
        assert (await self.hand_in(walk, vault_id, "other_documents", license=LICENSE))[0] == 422
        assert (await self.hand_in(walk, vault_id, "other_documents", passport=passport(), i94=I94))[0] == 200
        await walk.do("examined_again", selected_option="reject")
        assert (await walk.step("not_verified"))["status"] == "completed"

    async def test_a_receipt_counts_for_ninety_days(self, platform: Platform, walk: Walk, vault_id: str) -> None:
        await walk.do("section_1", data={"attestation": "citizen"})
        await walk.do("presented", selected_option="receipt")
        assert (await self.hand_in(walk, vault_id, "receipt", receipt=RECEIPT))[0] == 200
        step = await walk.step("replacement")
        assert (step["due_at"], step["waits_until"]) == ("2027-02-21T23:59:59Z", "2027-02-21T09:00:00Z")
        with platform.at(NOW + timedelta(days=90)):
            await wake(platform)
        assert (await walk.step("receipt_expired"))["status"] == "completed"

    async def test_an_authorization_that_ends_is_verified_again(
        self, platform: Platform, walk: Walk, vault_id: str
    ) -> None:
        answers = {"attestation": "authorized_to_work", "authorized_until": "2027-06-30"}
        await walk.do("section_1", data=answers)
        await walk.do("presented", selected_option="documents")
        await self.hand_in(walk, vault_id, "documents", card=card("06/30/2027"))
        await walk.do("examined", selected_option="approve")
        assert (await walk.step("until_reverification"))["waits_until"] == "2027-04-01T00:00:00Z"
        with platform.at(datetime(2027, 4, 1, tzinfo=UTC)):
            await wake(platform)
            assert (await walk.step("reverification"))["due_at"] == "2027-06-30T23:59:59Z"
            assert (await self.hand_in(walk, vault_id, "reverification", license=LICENSE))[0] == 422
            assert (await self.hand_in(walk, vault_id, "reverification", new=card("06/30/2029")))[0] == 200
        assert (await walk.read())["status"] == "completed"

    @pytest.mark.parametrize("attestation", ["citizen", "noncitizen_national", "permanent_resident"])
    async def test_nobody_else_is_verified_again(self, walk: Walk, vault_id: str, attestation: str) -> None:
        await walk.do("section_1", data={"attestation": attestation, "authorized_until": "2027-06-30"})
        await walk.do("presented", selected_option="documents")
        await self.hand_in(walk, vault_id, "documents", card=card())
        await walk.do("examined", selected_option="approve")
        assert "until_reverification" not in await walk.statuses()
        assert (await walk.read())["status"] == "completed"


class TestOptApplication:
    async def test_until_the_card_comes(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        papers = {"i20.txt": i20(), "passport.txt": passport(), "i94.txt": I94}
        ids = [(await upload_and_process(platform, as_owner, vault_id, *each))["id"] for each in papers.items()]
        walk = await Walk.begin(platform, as_owner, vault_id, "f1-opt-application")
        await walk.do("i20", document_ids=ids[:1])
        await walk.do("recommendation", data={"recommended_on": "2026-11-20"})
        assert (await walk.step("window"))["output"]["allowed"] is True
        await walk.do("papers", document_ids=ids[1:])
        assert (await walk.step("filed"))["due_at"] == "2026-12-20T23:59:59Z"
        wrong = await walk.answer("filed", data={"filed_on": "2026-11-25", "receipt_number": "12"})
        assert wrong == (422, {"detail": "data.receipt_number: it does not fit `pattern`"})
        await walk.do("filed", data={"filed_on": "2026-11-25", "receipt_number": "IOE0923456781"})
        await upload_and_process(platform, as_owner, vault_id, "lease.txt")
        assert (await walk.step("card"))["status"] == "waiting"
        await upload_and_process(platform, as_owner, vault_id, "card.txt", card())
        assert (await walk.read())["status"] == "completed"

    async def test_too_early_ends_with_the_reason(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        document = await upload_and_process(platform, as_owner, vault_id, "i20.txt", i20())
        walk = await Walk.begin(platform, as_owner, vault_id, "f1-opt-application")
        await walk.do("i20", document_ids=[document["id"]])
        await walk.do("recommendation", data={"recommended_on": "2026-10-01"})
        assert (await walk.step("window"))["error"] == (
            "The recommendation of the school official is more than 30 days old"
        )
        assert (await walk.read())["status"] == "completed"


class TestH1bOnboarding:
    async def test_until_an_extension_can_be_filed(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        notice = await upload_and_process(platform, as_owner, vault_id, "approval.txt", APPROVAL)
        walk = await Walk.begin(platform, as_owner, vault_id, "h1b-onboarding")
        await walk.do("petition", data={"first_day": "2026-11-30", "petition_ends": "2027-09-30"})
        await walk.do("approval", document_ids=[notice["id"]])
        assert (await walk.step("public_access_file"))["due_at"] == "2026-11-24T23:59:59Z"
        assert (await walk.step("i9_begun"))["due_at"] == "2026-12-03T23:59:59Z"
        await walk.do("i9_begun", selected_option="reject")
        await walk.do("public_access_file", selected_option="approve")
        assert (await walk.step("until_extension"))["waits_until"] == "2027-04-03T00:00:00Z"
        with platform.at(datetime(2027, 4, 3, tzinfo=UTC)):
            await wake(platform)
        assert (await walk.read())["status"] == "completed"
        assert "Form I-9 has to be begun" in [mail["Subject"] for mail in platform.mailbox.mails]
