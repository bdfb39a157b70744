"""What the engine does with each type of step, and with pausing, cancelling and events."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete

from services.workflow.executions.tasks import receive_event
from shared.db.tables import outbox
from shared.errors import Unavailable
from shared.events import DocumentProcessed
from tests.services.workflow.walking import begin, wake
from tests.support.documents import upload, upload_and_process
from tests.support.platform import PASSWORD, Caller, Platform

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ASK = {"key": "ask", "type": "TEXT_INPUT", "config": {"question": "Well?"}}
LISTEN = {"key": "listen", "type": "WAIT_EVENT", "config": {"event_type": "letter.came"}}
SLEEP = {"key": "sleep", "type": "WAIT_TIMER", "config": {"after": "P3D"}}

CHECK = {"key": "check", "type": "POLICY_CHECK", "config": {"policy": "i9-acceptable-documents"}}


@pytest.fixture(autouse=True)
async def on_a_day(platform: Platform) -> AsyncIterator[None]:
    with platform.at(NOW):
        yield


def told(platform: Platform, subject: str) -> list[str]:
    """Who was sent a mail with this subject."""
    return [mail["To"] for mail in platform.mailbox.mails if mail["Subject"] == subject]


class TestEvents:
    async def test_one_that_comes_while_a_step_waits(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, LISTEN)
        status, body = await walk.send("letter.came", {"from": "USCIS"})
        assert (status, body["consumed"]) == (200, True)
        execution = await walk.read()
        assert execution["status"] == "completed"
        assert execution["steps"][0]["output"] == {"event": {"from": "USCIS"}}

    async def test_one_that_came_early_is_kept(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, ASK | {"on_success": "listen"}, LISTEN)
        assert (await walk.send("letter.came"))[1]["consumed"] is False
        await walk.do("ask", text_input="Yes")
        assert (await walk.read())["status"] == "completed"

    async def test_only_one_that_matches_counts(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        match = {"event_type": "letter.came", "match": "event.number == context.number && event.page > 1"}
        walk = await begin(platform, as_owner, vault_id, LISTEN | {"config": match}, number=7)
        for payload in ({}, {"number": 7}, {"number": 8, "page": 2}, {"number": "7", "page": 2}):
            assert (await walk.send("letter.came", payload))[1]["consumed"] is False
        assert (await walk.send("letter.came", '{"number": 7, "page": 2}'))[1]["consumed"] is True

    async def test_one_event_wakes_one_step(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        second = LISTEN | {"key": "listen_again"}
        walk = await begin(platform, as_owner, vault_id, LISTEN | {"on_success": "listen_again"}, second)
        await walk.send("letter.came")
        assert await walk.statuses() == {"listen": "completed", "listen_again": "waiting"}
        await walk.send("letter.came")
        assert (await walk.read())["status"] == "completed"

    async def test_of_the_platform_come_by_themselves(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        listen = LISTEN | {"config": {"event_type": "document.processed"}}
        walk = await begin(platform, as_owner, vault_id, listen)
        document = await upload(as_owner, vault_id)
        await platform.run_tasks()
        execution = await walk.read()
        assert execution["status"] == "completed"
        assert execution["steps"][0]["output"]["event"]["document_id"] == document["id"]

    async def test_the_same_event_twice_counts_once(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        waits = {"config": {"event_type": "document.processed"}}
        steps = (LISTEN | waits | {"on_success": "listen_again"}, LISTEN | waits | {"key": "listen_again"})
        walk = await begin(platform, as_owner, vault_id, *steps)
        event = DocumentProcessed(
            document_id=UUID(int=1), vault_id=UUID(vault_id), document_type_code="LEASE", metadata={}
        )
        sent = {"type": event.type, **event.model_dump(mode="json")}
        for _ in range(2):
            await receive_event.run(platform.resources("workflow"), event=sent)
        assert await walk.statuses() == {"listen": "completed", "listen_again": "waiting"}

    async def test_a_timeout_goes_another_way(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        patient = LISTEN | {"timeout": {"after": "P1D", "then": "ask"}}
        walk = await begin(platform, as_owner, vault_id, patient, ASK)
        with platform.at(NOW + timedelta(hours=23)):
            await wake(platform)
        assert await walk.statuses() == {"listen": "waiting"}
        with platform.at(NOW + timedelta(hours=24)):
            await wake(platform)
        assert await walk.statuses() == {"listen": "failed", "ask": "waiting"}

    async def test_a_timeout_without_a_way_fails_all(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, LISTEN | {"timeout": {"after": "P1D"}})
        with platform.at(NOW + timedelta(days=1)):
            await wake(platform)
        execution = await walk.read()
        assert (execution["status"], execution["error"]) == ("failed", "Nothing happened in time")
        assert (await walk.send("letter.came"))[0] == 409


class TestTimers:
    async def test_some_time(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, SLEEP)
        assert (await walk.step("sleep"))["waits_until"] == "2026-11-26T09:00:00Z"
        await wake(platform)
        assert (await walk.read())["status"] == "running"
        with platform.at(NOW + timedelta(days=3)):
            await wake(platform)
            await wake(platform)
        assert (await walk.read())["status"] == "completed"

    @pytest.mark.parametrize(("day", "status"), [("2026-11-22", "completed"), ("2026-11-24", "running")])
    async def test_until_a_day(
        self, platform: Platform, as_owner: Caller, vault_id: str, day: str, status: str
    ) -> None:
        until = SLEEP | {"config": {"until": "moving_day"}}
        walk = await begin(platform, as_owner, vault_id, until, moving_day=day)
        assert (await walk.read())["status"] == status

    async def test_no_day_fails(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, SLEEP | {"config": {"until": "moving_day"}})
        execution = await walk.read()
        assert (execution["status"], execution["error"]) == ("failed", "The context has no day under “moving_day”")


class TestPauses:
    async def test_waiting_and_timers_are_frozen(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, SLEEP)
        assert (await walk.move("pause"))[1]["status"] == "paused"
        with platform.at(NOW + timedelta(days=5)):
            await wake(platform)
            assert await walk.statuses() == {"sleep": "waiting"}
            assert (await walk.move("resume"))[1]["status"] == "running"
            assert (await walk.step("sleep"))["waits_until"] == "2026-12-01T09:00:00Z"
            await wake(platform)
            assert (await walk.read())["status"] == "running"
        with platform.at(NOW + timedelta(days=8)):
            await wake(platform)
        assert (await walk.read())["status"] == "completed"

    async def test_a_legal_deadline_runs_on(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        legal = ASK | {"timeout": {"after": "P3D", "then": "late"}, "is_legal_deadline": True}
        late = {"key": "late", "type": "NOTIFY", "config": {"subject": "Too late", "text": "Too late."}}
        walk = await begin(platform, as_owner, vault_id, legal, late)
        await walk.move("pause")
        with platform.at(NOW + timedelta(days=3)):
            await wake(platform)
        assert await walk.statuses() == {"ask": "failed", "late": "completed"}

    async def test_a_legal_deadline_can_be_met(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        legal = ASK | {"is_legal_deadline": True, "on_success": "other"}
        walk = await begin(platform, as_owner, vault_id, legal, ASK | {"key": "other"})
        await walk.move("pause")
        await walk.do("ask", text_input="In time")
        assert await walk.answer("other", text_input="Later") == (409, {"detail": "The execution is paused"})

    async def test_events_are_kept(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, LISTEN)
        await walk.move("pause")
        assert (await walk.send("letter.came"))[1]["consumed"] is False
        await walk.move("resume")
        assert (await walk.read())["status"] == "completed"

    @pytest.mark.parametrize(
        ("before", "verb", "detail"),
        [
            ([], "resume", "The execution is running"),
            (["pause"], "pause", "The execution is paused"),
            (["cancel"], "cancel", "The execution is cancelled"),
            (["cancel"], "pause", "The execution is cancelled"),
            (["cancel"], "resume", "The execution is cancelled"),
        ],
    )
    async def test_illegal_moves_are_409(
        self, platform: Platform, as_owner: Caller, vault_id: str, before: list[str], verb: str, detail: str
    ) -> None:
        walk = await begin(platform, as_owner, vault_id, ASK)
        for move in before:
            assert (await walk.move(move))[0] == 200
        assert await walk.move(verb) == (409, {"detail": detail})


class TestWays:
    async def test_first_condition_that_holds(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        cases = [
            {"when": "context.nothing == 1", "then": "one"},
            {"when": "context.age >= 18", "then": "two"},
            {"when": "true", "then": "one"},
        ]
        branch = {"key": "branch", "type": "BRANCH", "config": {"cases": cases, "otherwise": "one"}}
        walk = await begin(platform, as_owner, vault_id, branch, ASK | {"key": "one"}, ASK | {"key": "two"}, age=18)
        assert await walk.statuses() == {"branch": "completed", "two": "waiting"}

    async def test_branches_meet_at_their_join(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        fork = {"key": "fork", "type": "PARALLEL", "config": {"branches": ["a", "b", "meet"], "join": "meet"}}
        meet = {"key": "meet", "type": "JOIN", "on_success": "after"}
        ways = [ASK | {"key": key, "on_success": "meet"} for key in "ab"]
        walk = await begin(platform, as_owner, vault_id, fork, *ways, meet, ASK | {"key": "after"})
        await walk.do("b", text_input="x")
        assert (await walk.statuses())["meet"] == "waiting"
        await walk.do("a", text_input="x")
        assert await walk.statuses() == dict.fromkeys(("fork", "a", "b", "meet"), "completed") | {"after": "waiting"}

    async def test_a_signal_is_published(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        hook = {"key": "hook", "type": "WEBHOOK", "config": {"event_type": "case.opened"}, "on_success": "ask"}
        walk = await begin(platform, as_owner, vault_id, ASK | {"key": "go", "on_success": "hook"}, hook, ASK)
        await walk.answer("go", text_input="x")
        sent = {row.name: row.payload for row in await platform.outbox("workflow")}
        assert sent["workflow.signalled"]["signal"] == "case.opened"

    async def test_overdue_is_told_once(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        due = ASK | {"due": {"business_days": 3}}
        walk = await begin(platform, as_owner, vault_id, due)
        # Monday and three business days; Thursday is Thanksgiving.
        assert (await walk.step("ask"))["due_at"] == "2026-11-27T23:59:59Z"
        with platform.at(NOW + timedelta(days=5)):
            await wake(platform)
            await wake(platform)
        assert told(platform, "Overdue: Step ask") == ["owner@utopia.example"]
        assert (await walk.step("ask"))["status"] == "waiting"

    async def test_assignee_is_told_and_reminded(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        theirs = ASK | {"assignee": "employee", "due": {"after": "P1D"}}
        walk = await begin(platform, as_owner, vault_id, theirs, employee="anna@UTOPIA.example")
        assert (await walk.step("ask"))["assignee"] == "anna@utopia.example"
        assert told(platform, "For you to do: Step ask") == ["anna@utopia.example"]
        with platform.at(NOW + timedelta(days=5)):
            await wake(platform)
        assert sorted(told(platform, "Overdue: Step ask")) == ["anna@utopia.example", "owner@utopia.example"]

    async def test_without_an_address_it_is_for_whoever_began(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        walk = await begin(platform, as_owner, vault_id, ASK | {"assignee": "employee"})
        assert (await walk.step("ask"))["assignee"] is None
        assert told(platform, "For you to do: Step ask") == []

    async def test_what_is_no_address_fails(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, ASK | {"assignee": "employee"}, employee="Anna")
        assert (await walk.read())["error"] == "The context has no e-mail address under “employee”"

    async def test_assignee_who_is_erased_is_forgotten(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        theirs = ASK | {"assignee": "employee"}
        walk = await begin(platform, as_owner, vault_id, theirs, employee="Stranger@utopia.example")
        await as_stranger.delete("account", "/account", json={"password": PASSWORD})
        await platform.run_tasks()
        assert (await walk.step("ask"))["assignee"] is None

    async def test_mail_whose_message_was_lost_is_sent_late(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        tell = {"key": "tell", "type": "NOTIFY", "config": {"subject": "Hear this", "text": "It is so."}}
        walk = await begin(platform, as_owner, vault_id, ASK | {"on_success": "tell"}, tell)
        await walk.answer("ask", text_input="x")
        async with platform.session("workflow") as session, session.begin():
            await session.execute(delete(outbox))
        await wake(platform)
        assert told(platform, "Hear this") == []
        with platform.at(NOW + timedelta(minutes=1)):
            await wake(platform)
            await wake(platform)
        assert told(platform, "Hear this") == ["owner@utopia.example"]

    async def test_history_tells_who_did_what(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, ASK)
        await walk.do("ask", text_input="Yes")
        told = [(entry["kind"], entry["step"], entry["actor_id"]) for entry in (await walk.read())["history"]]
        me = str(as_owner.id)
        assert told == [("started", None, me), ("step_completed", "ask", me), ("completed", None, None)]


class TestPolicies:
    async def test_a_denial_without_a_way_fails_all(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, CHECK)
        execution = await walk.read()
        assert execution["status"] == "failed"
        assert execution["error"].startswith("No rule of")

    async def test_is_asked_again_where_documents_were_away(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        document = await upload_and_process(platform, as_owner, vault_id)
        hand_in = {"key": "hand_in", "type": "UPLOAD", "on_success": "check"}
        walk = await begin(platform, as_owner, vault_id, hand_in, CHECK)
        await walk.answer("hand_in", document_ids=[document["id"]])
        platform.router.down.add(platform.resources("workflow").settings.port("document"))
        with pytest.raises(Unavailable):
            await platform.run_tasks()
        assert (await walk.step("check"))["status"] == "running"
        platform.router.down.clear()
        platform.resources("workflow").http.breakers.clear()
        with platform.at(NOW + timedelta(minutes=1)):
            await wake(platform)
        assert (await walk.step("check"))["status"] == "failed"

    async def test_rests_while_all_is_paused(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, ASK | {"on_success": "check"}, CHECK)
        await walk.answer("ask", text_input="Yes")
        await walk.move("pause")
        await platform.run_tasks()
        assert (await walk.step("check"))["status"] == "running"
        await walk.move("resume")
        with platform.at(NOW + timedelta(minutes=1)):
            await wake(platform)
        assert (await walk.step("check"))["status"] == "failed"
