"""Templates: what is shipped, how it is read, and what is refused before it is used."""

import re
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.workflow.templates.catalogue import load_templates
from tests.services.workflow.walking import made_of
from tests.support.platform import Caller

ASK: dict[str, Any] = {"type": "TEXT_INPUT", "config": {"question": "Well?"}}

RED = {"id": "red", "label": "Red"}


def ask(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, **ASK, **more}


def fork(join: str, *branches: str) -> dict[str, Any]:
    return {"key": "fork", "type": "PARALLEL", "config": {"branches": list(branches), "join": join}}


@pytest.mark.parametrize(
    ("steps", "fault"),
    [
        ([ask("a"), ask("a")], "two steps are called a"),
        ([ask("a", on_success="b")], "a leads to b, which is no step"),
        ([ask("a"), ask("b")], "no way leads to b"),
        ([ask("a", on_success="b"), ask("b", on_success="a")], "the steps go round in a circle: a → b → a"),
        ([ask("a", on_failure="a")], "the steps go round in a circle: a → a"),
        ([ask("a", timeout={"after": "P1D", "then": "z"})], "a leads to z, which is no step"),
        ([ask("a", requires="nothing")], "a names nothing, which is no policy"),
        ([{"key": "p", "type": "POLICY_CHECK", "config": {"policy": "nothing"}}], "p names nothing"),
        ([{"key": "j", "type": "JOIN"}], "j has to be the join of one PARALLEL step"),
        ([fork("a", "a", "b"), ask("a"), ask("b")], "a is no JOIN step"),
        (
            [fork("j", "a", "b"), ask("a", on_success="j"), ask("b"), {"key": "j", "type": "JOIN"}],
            "b ends before it comes to j",
        ),
        ([fork("j", "j", "j") | {"on_success": "j"}, {"key": "j", "type": "JOIN"}], "fork says in its config where"),
        ([{"key": "a", "type": "BRANCH", "config": {"cases": [{"when": "1 +", "then": "a"}], "otherwise": "a"}}],
         "The expression is wrong at line 1"),
        ([{"key": "a", "type": "BRANCH", "config": {"cases": [{"when": "'x'", "then": "a"}], "otherwise": "a"}}],
         "a condition is true or false"),
        ([{"key": "a", "type": "BRANCH", "config": {"cases": [], "otherwise": "a"}}], "at least 1 item"),
        ([{"key": "a", "type": "FORM", "config": {"schema": {"type": "colour"}}}], "colour"),
        ([{"key": "a", "type": "SELECT_OPTION", "config": {"question": "?", "options": [RED, RED]}}],
         "two options have one id"),
        ([{"key": "a", "type": "WAIT_TIMER", "config": {}}], "give one of after and until"),
        ([{"key": "a", "type": "WAIT_EVENT", "config": {"event_type": "come"}}], "string_pattern_mismatch"),
        ([{"key": "a", "type": "DANCE"}], "union_tag_invalid"),
        ([ask("a", due={})], "give one of after and business_days"),
        ([ask("a", compensate={})], "give notify or webhook"),
        ([ask("a", colour="red")], "extra_forbidden"),
        ([], "at least 1 item"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_refused(steps: list[dict[str, Any]], fault: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(fault)):
        made_of(*steps)


def test_another_content_is_another_template() -> None:
    assert made_of(ask("a")).id == made_of(ask("a")).id
    assert made_of(ask("a")).id != made_of(ask("b")).id


class TestReading:
    async def test_list_and_each(self, as_owner: Caller) -> None:
        listed = (await as_owner.get("workflow", "/workflows")).json()["workflows"]
        assert {workflow["name"] for workflow in listed} == set(load_templates())
        for workflow in listed:
            by_name = (await as_owner.get("workflow", f"/workflows/{workflow['name']}")).json()
            by_id = (await as_owner.get("workflow", f"/engine/workflows/{workflow['id']}")).json()
            assert by_name == by_id
            assert len(by_name["steps"]) == workflow["step_count"]

    async def test_by_category(self, as_owner: Caller) -> None:
        for path in ("/workflows", "/engine/workflows"):
            travel = await as_owner.get("workflow", path, params={"category": "travel"})
            assert {workflow["category"] for workflow in travel.json()["workflows"]} == {"travel"}
            none = await as_owner.get("workflow", path, params={"category": "dance", "include_inactive": "true"})
            assert none.json() == {"workflows": []}

    @pytest.mark.parametrize("path", ["/workflows/nothing", f"/engine/workflows/{UUID(int=7)}"])
    async def test_unknown_is_404(self, as_owner: Caller, path: str) -> None:
        response = await as_owner.get("workflow", path)
        assert (response.status_code, response.json()) == (404, {"detail": "Workflow not found"})

    async def test_step_types_have_their_schemas(self, as_owner: Caller) -> None:
        steps = {step["type"]: step for step in (await as_owner.get("workflow", "/engine/steps")).json()["steps"]}
        used = {step.type for template in load_templates().values() for step in template.steps}
        assert used <= set(steps)
        assert steps["UPLOAD"]["driver"] == "person"
        assert steps["WAIT_TIMER"]["driver"] == "engine"
        assert set(steps["UPLOAD"]["config_schema"]["properties"]) == {
            "instructions",
            "document_types",
            "least",
            "most",
            "with_earlier",
        }
