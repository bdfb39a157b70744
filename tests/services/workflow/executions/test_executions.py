"""Executions through the door: both faces, who may what, and what is refused."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.workflow.templates.catalogue import load_templates
from shared.auth.scopes import Scope
from shared.settings import SERVICES
from tests.services.vault.sharing import share
from tests.services.workflow.walking import Walk, begin
from tests.support.documents import upload, upload_and_process
from tests.support.people import make_machine, personal_organization, verified
from tests.support.platform import Caller, Platform

RENEWAL = "passport-renewal"
NOWHERE = str(UUID(int=7))
TEXT = {"key": "ask", "type": "TEXT_INPUT", "config": {"question": "Well?", "max_length": 5, "pattern": "[a-z]+"}}
OPTIONS = [{"id": "red", "label": "Red"}, {"id": "blue", "label": "Blue"}]
PICK = {"key": "pick", "type": "SELECT_OPTION", "config": {"question": "Which?", "options": OPTIONS}}
FORM = {
    "key": "form",
    "type": "FORM",
    "config": {
        "schema": {
            "type": "object",
            "required": ["day"],
            "additionalProperties": False,
            "properties": {"day": {"type": "string", "format": "date"}, "number": {"type": "integer"}},
        }
    },
}
APPROVE = {"key": "approve", "type": "APPROVAL", "config": {"question": "Fine?"}}
HAND_IN = {"key": "hand_in", "type": "UPLOAD", "config": {"document_types": ["PASSPORT"], "most": 2}}


class TestStarting:
    async def test_both_faces_see_the_same(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        workflow = str(load_templates()[RENEWAL].id)
        body = {"workflow_id": workflow, "vault_id": vault_id, "initial_context": '{"is_exempt": true}'}
        response = await as_owner.post("workflow", "/engine/executions", json=body)
        assert response.status_code == 201
        assert response.json().keys() == {"success", "execution_id"}
        execution_id = response.json()["execution_id"]
        by_engine = (await as_owner.get("workflow", f"/engine/executions/{execution_id}")).json()
        assert by_engine == await Walk(platform, as_owner, execution_id).read()
        assert (by_engine["workflow"], by_engine["workflow_id"]) == (RENEWAL, workflow)
        assert by_engine["context"] == {"is_exempt": True}
        assert by_engine["current_step"]["key"] == "current_passport"
        assert by_engine["status"] == "running"

    async def test_a_repeat_with_the_same_key_starts_one(self, as_owner: Caller, vault_id: str) -> None:
        body, headers = {"vault_id": vault_id}, {"Idempotency-Key": "once"}
        path = f"/workflows/{RENEWAL}/execute"
        first, again = [await as_owner.post("workflow", path, json=body, headers=headers) for _ in range(2)]
        assert first.json() == again.json()
        listed = (await as_owner.get("workflow", "/engine/executions", params={"vault_id": vault_id})).json()
        assert len(listed["executions"]) == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"vault_id": None},
            {"vault_id": "x"},
            {"initial_context": "{"},
            {"initial_context": "[1]"},
            {"initial_context": ["a"]},
            {"initial_context": {"a": "x" * 70_000}},
            {"colour": "red"},
        ],
    )
    async def test_wrong_shape_is_422(self, as_owner: Caller, vault_id: str, change: dict[str, Any]) -> None:
        body = {"vault_id": vault_id, **change}
        assert (await as_owner.post("workflow", f"/workflows/{RENEWAL}/execute", json=body)).status_code == 422

    async def test_unknown_is_404(self, as_owner: Caller, as_stranger: Caller, vault_id: str) -> None:
        response = await as_owner.post("workflow", "/workflows/nothing/execute", json={"vault_id": vault_id})
        assert (response.status_code, response.json()) == (404, {"detail": "Workflow not found"})
        body = {"vault_id": vault_id, "workflow_id": str(uuid4())}
        assert (await as_owner.post("workflow", "/engine/executions", json=body)).status_code == 404
        path = f"/workflows/{RENEWAL}/execute"
        for who, vault in ((as_owner, str(uuid4())), (as_stranger, vault_id)):
            response = await who.post("workflow", path, json={"vault_id": vault})
            assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})


class TestCompleting:
    @pytest.mark.parametrize(
        ("step", "answer", "detail"),
        [
            (TEXT, {"selected_option": "red"}, "The step takes `text_input` and nothing else"),
            (TEXT, {"text_input": "a", "data": {}}, "The step takes `text_input` and nothing else"),
            (TEXT, {}, "The step takes `text_input` and nothing else"),
            (TEXT, {"text_input": "abcdef"}, "The text may have 5 characters"),
            (TEXT, {"text_input": "12"}, "The text does not have the form that is asked for"),
            (PICK, {"selected_option": "green"}, "The options are red, blue"),
            (APPROVE, {"selected_option": "maybe"}, "The options are approve, reject"),
            (FORM, {"data": {}}, "data: a field is missing: day"),
            (FORM, {"data": '{"day": "soon"}'}, "data.day: it does not fit `format`"),
            (FORM, {"data": {"day": "2026-01-01", "number": "1"}}, "data.number: it does not fit `type`"),
            (FORM, {"data": {"day": "2026-01-01", "more": 1}}, "data: a field is not asked for"),
            (HAND_IN, {"document_ids": []}, "The step takes 1 to 2 documents"),
            (HAND_IN, {"document_ids": [NOWHERE] * 2}, "A document is named twice"),
            (HAND_IN, {"document_ids": [NOWHERE]}, "A document is not in the vault of the execution"),
        ],
    )
    async def test_what_the_step_does_not_take_is_422(
        self,
        platform: Platform,
        as_owner: Caller,
        vault_id: str,
        step: dict[str, Any],
        answer: dict[str, Any],
        detail: str,
    ) -> None:
        walk = await begin(platform, as_owner, vault_id, step)
        assert await walk.answer(step["key"], **answer) == (422, {"detail": detail})
        assert (await walk.step(step["key"]))["status"] == "waiting"

    @pytest.mark.parametrize("answer", [{"data": "{"}, {"data": "[]"}, {"document_ids": ["x"]}, {"colour": "red"}])
    async def test_wrong_shape_is_422(
        self, platform: Platform, as_owner: Caller, vault_id: str, answer: dict[str, Any]
    ) -> None:
        walk = await begin(platform, as_owner, vault_id, FORM)
        assert (await walk.answer("form", **answer))[0] == 422

    async def test_documents_of_another_vault_are_422(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        elsewhere = await upload_and_process(platform, as_owner, other)
        walk = await begin(platform, as_owner, vault_id, HAND_IN)
        status, body = await walk.answer("hand_in", document_ids=[elsewhere["id"]])
        assert (status, body["detail"]) == (422, "A document is not in the vault of the execution")

    async def test_wrong_types_and_unread_documents(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, HAND_IN)
        document = await upload(as_owner, vault_id)
        answer = await walk.answer("hand_in", document_ids=[document["id"]])
        assert answer == (409, {"detail": "A document is still being read; try again in a moment"})
        await platform.run_tasks()
        answer = await walk.answer("hand_in", document_ids=[document["id"]])
        assert answer == (422, {"detail": "The step takes documents of the types PASSPORT"})

    async def test_done_already_is_409(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, TEXT | {"on_success": "pick"}, PICK)
        await walk.do("ask", text_input="yes")
        assert await walk.answer("ask", text_input="yes") == (409, {"detail": "The step is completed"})

    async def test_steps_of_the_engine_are_409(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        timer = {"key": "sleep", "type": "WAIT_TIMER", "config": {"after": "P1D"}}
        walk = await begin(platform, as_owner, vault_id, timer)
        assert await walk.answer("sleep", text_input="x") == (409, {"detail": "The engine does this step"})

    async def test_steps_of_others_are_404(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        one, other = [await begin(platform, as_owner, vault_id, TEXT) for _ in range(2)]
        step = (await other.step("ask"))["id"]
        path = f"/engine/executions/{one.id}/steps/{step}/complete"
        response = await as_owner.post("workflow", path, json={"text_input": "yes"})
        assert (response.status_code, response.json()) == (404, {"detail": "Step not found"})

    async def test_a_rejection_without_a_way_fails_all(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        walk = await begin(platform, as_owner, vault_id, APPROVE)
        await walk.do("approve", selected_option="reject")
        execution = await walk.read()
        assert (execution["status"], execution["error"]) == ("failed", "Rejected")

    @pytest.mark.parametrize("event", [{}, {"event_type": "x"}, {"event_type": "a.b", "payload": "{"}])
    async def test_wrong_events_are_422(
        self, platform: Platform, as_owner: Caller, vault_id: str, event: dict[str, Any]
    ) -> None:
        walk = await begin(platform, as_owner, vault_id, TEXT)
        response = await as_owner.post("workflow", f"/engine/executions/{walk.id}/events", json=event)
        assert response.status_code == 422


class TestSeeing:
    async def test_lists_by_vault_status_and_workflow(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, vault_id: str
    ) -> None:
        walks = [await begin(platform, as_owner, vault_id, TEXT) for _ in range(3)]
        await walks[0].move("cancel")

        async def listed(who: Caller = as_owner, **query: Any) -> list[str]:
            response = await who.get("workflow", "/engine/executions", params=query)
            assert response.status_code == 200, response.text
            return [execution["id"] for execution in response.json()["executions"]]

        newest_first = [walk.id for walk in walks[::-1]]
        assert await listed() == newest_first
        assert await listed(vault_id=vault_id) == newest_first
        assert await listed(status="running") == newest_first[:2]
        assert await listed(workflow=RENEWAL) == []
        assert await listed(as_stranger) == []
        page = (await as_owner.get("workflow", "/engine/executions", params={"limit": 2})).json()
        assert page["pagination"]["has_more"] is True
        rest = await listed(limit=2, cursor=page["pagination"]["next_cursor"])
        assert [execution["id"] for execution in page["executions"]] + rest == newest_first
        for query in ({"vault_id": vault_id}, {"vault_id": str(uuid4())}):
            response = await as_stranger.get("workflow", "/engine/executions", params=query)
            assert response.status_code == 404
        assert (await as_owner.get("workflow", "/engine/executions", params={"status": "odd"})).status_code == 422

    async def test_permissions_count(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, TEXT)
        viewer = await verified(platform, "viewer@utopia.example")
        uploader = await verified(platform, "uploader@utopia.example")
        await share(as_owner, vault_id, emails=["viewer@utopia.example"], permission="view")
        await share(as_owner, vault_id, emails=["uploader@utopia.example"], permission="upload")
        as_viewer, as_uploader = (Walk(platform, who, walk.id) for who in (viewer, uploader))
        assert (await as_viewer.read())["status"] == "running"
        assert (await as_viewer.answer("ask", text_input="yes"))[0] == 403
        assert (await as_uploader.move("pause"))[0] == 403
        start = await uploader.post("workflow", f"/workflows/{RENEWAL}/execute", json={"vault_id": vault_id})
        assert start.status_code == 403
        assert (await as_uploader.answer("ask", text_input="yes"))[0] == 200

    async def test_keys_need_the_scopes(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, TEXT)
        organization = await personal_organization(as_owner)
        reader = await make_machine(as_owner, organization, scopes=[Scope.WORKFLOWS_READ])
        as_reader = Walk(platform, reader, walk.id)
        assert (await as_reader.read())["status"] == "running"
        assert await as_reader.move("pause") == (403, {"detail": "This needs the scope workflows:write"})

    async def test_everything_goes_with_the_vault(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        walk = await begin(platform, as_owner, vault_id, TEXT)
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        await platform.run_tasks()
        response = await as_owner.get("workflow", f"/workflow-executions/{walk.id}")
        assert (response.status_code, response.json()) == (404, {"detail": "Execution not found"})

    async def test_completing_costs_eight_statements_and_no_question(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        walk = await begin(platform, as_owner, vault_id, TEXT | {"on_success": "more"}, TEXT | {"key": "more"})
        step = await walk.step("ask")
        asked = len(platform.asked(*SERVICES))
        with platform.statements("workflow") as statements:
            path = f"/workflow-executions/{walk.id}/steps/{step['id']}/complete"
            response = await as_owner.post("workflow", path, json={"text_input": "yes"})
        assert response.json()["next_step"]["key"] == "more"
        assert (len(statements), platform.asked(*SERVICES)[asked:]) == (8, [])

    async def test_begin_and_end_stand_in_the_activity_of_the_vault(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        walk = await begin(platform, as_owner, vault_id, TEXT)
        await walk.do("ask", text_input="yes")
        response = await as_owner.get("vault", f"/vaults/{vault_id}/activity")
        entries = [entry for entry in response.json()["activity"] if entry["action"].startswith("workflow.")]
        assert sorted(entry["action"] for entry in entries) == ["workflow.completed", "workflow.started"]
