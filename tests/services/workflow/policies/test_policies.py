"""Policies through the door."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.auth.scopes import Scope
from tests.support.people import make_machine, personal_organization
from tests.support.platform import Caller

PATH = "/engine/policies"
PASSPORT = {"id": "doc-1", "type": "PASSPORT", "fields": {"expiration_date": "2099-04-02"}}


async def evaluated(who: Caller, **question: Any) -> tuple[int, Any]:
    response = await who.post("workflow", f"{PATH}/evaluate", json=question)
    return response.status_code, response.json()


async def answer(who: Caller, expression: str, **context: Any) -> tuple[int, Any]:
    question = {"expression": expression, "context": context}
    response = await who.post("workflow", f"{PATH}/evaluate-expression", json=question)
    return response.status_code, response.json()


class TestReading:
    async def test_list_and_each(self, as_owner: Caller) -> None:
        policies = (await as_owner.get("workflow", PATH)).json()["policies"]
        assert "i9-acceptable-documents" in {policy["name"] for policy in policies}
        for policy in policies:
            assert (await as_owner.get("workflow", f"{PATH}/{policy['id']}")).json() == policy
            assert set(policy) == {"id", "name", "description", "effect", "source", "rules"}

    async def test_unknown_is_404(self, as_owner: Caller) -> None:
        response = await as_owner.get("workflow", f"{PATH}/{uuid4()}")
        assert (response.status_code, response.json()) == (404, {"detail": "Policy not found"})

    async def test_nobody_is_401_and_a_key_needs_the_scope(self, as_owner: Caller, as_nobody: Caller) -> None:
        assert (await as_nobody.get("workflow", PATH)).status_code == 401
        organization = await personal_organization(as_owner)
        reader = await make_machine(as_owner, organization, scopes=[Scope.WORKFLOWS_READ])
        other = await make_machine(as_owner, organization, scopes=[Scope.VAULTS_READ])
        assert (await reader.get("workflow", PATH)).status_code == 200
        assert (await other.get("workflow", PATH)).status_code == 403


class TestEvaluate:
    async def test_by_name_and_by_id(self, as_owner: Caller) -> None:
        name = "passport-valid-six-months"
        status, by_name = await evaluated(as_owner, policy_name=name, context={"documents": [PASSPORT]})
        assert (status, by_name["allowed"], by_name["effect"]) == (200, True, "allow")
        assert by_name["reasons"] == ["A passport runs for six months after the stay or longer"]
        assert by_name["matched_rules"][0]["documents"] == ["doc-1"]
        policies = (await as_owner.get("workflow", PATH)).json()["policies"]
        identifier = next(policy["id"] for policy in policies if policy["name"] == name)
        assert await evaluated(as_owner, policy_id=identifier, context={"documents": [PASSPORT]}) == (200, by_name)

    async def test_says_why_not(self, as_owner: Caller) -> None:
        expired = PASSPORT | {"fields": {"expiration_date": "2020-01-01"}}
        question = {"policy_name": "f1-travel-ready", "context": {"documents": [expired]}}
        _, decision = await evaluated(as_owner, **question)
        assert decision["allowed"] is False
        assert "No visa is valid on the day of return" in decision["reasons"]
        explained = {outcome["reason"]: outcome for outcome in decision["explanation"]}
        assert explained["No visa is valid on the day of return"]["operands"] == {"visa": False}

    @pytest.mark.parametrize(
        "question",
        [
            {},
            {"policy_name": "x", "policy_id": str(UUID(int=7))},
            {"policy_name": "f1-travel-ready", "context": []},
            {"policy_name": "f1-travel-ready", "context": {"documents": "all"}},
            {"policy_name": "f1-travel-ready", "context": {"documents": ["one"]}},
            {"policy_name": "f1-travel-ready", "colour": "red"},
        ],
    )
    async def test_wrong_shape_is_422(self, as_owner: Caller, question: dict[str, Any]) -> None:
        assert (await evaluated(as_owner, **question))[0] == 422

    async def test_unknown_is_404_and_too_much_is_422(self, as_owner: Caller) -> None:
        assert await evaluated(as_owner, policy_name="nothing") == (404, {"detail": "Policy not found"})
        status, body = await evaluated(as_owner, policy_name="f1-travel-ready", context={"a": "x" * 70_000})
        assert (status, body["detail"]) == (422, "The context is too large; it may have 64 KB as JSON")


class TestExpression:
    async def test_value_and_type(self, as_owner: Caller) -> None:
        assert await answer(as_owner, "age >= 18", age=21) == (200, {"result": True, "type": "bool"})
        named = await answer(as_owner, "context.name + '!'", name="Anna")
        assert named == (200, {"result": "Anna!", "type": "string"})
        listed = await answer(as_owner, "documents.map(d, d.type)", documents=[PASSPORT])
        assert listed == (200, {"result": ["PASSPORT"], "type": "list"})

    @pytest.mark.parametrize(
        ("expression", "detail"),
        [
            ("age >=", "The expression is wrong at line 1, column 7: Syntax error: mismatched input '<EOF>'"),
            (
                "size(1)",
                "The expression is wrong at line 1, column 5: found no matching overload for 'size' applied to '(int)'",
            ),
            ("nobody", "The expression is wrong at line 1, column 1: undeclared reference to 'nobody'"),
            ("age / 0", "The expression has no value for this context: divide by zero"),
            ("context.nobody", 'The expression has no value for this context: Key not found in map : "nobody"'),
        ],
    )
    async def test_what_is_wrong_is_422_with_its_place(self, as_owner: Caller, expression: str, detail: str) -> None:
        assert await answer(as_owner, expression, age=21) == (422, {"detail": detail})

    async def test_a_bomb_takes_nothing_along(self, as_owner: Caller) -> None:
        hundred = json.dumps([0] * 100)
        bomb = f"{hundred}.map(a, {hundred}.map(b, text + text + text + text)).size()"
        status, body = await answer(as_owner, bomb, text="x" * 60_000)
        assert status == 422
        assert body["detail"] in {
            "The expression takes too much time or memory",
            "The expression has no value for this context: Iteration budget exceeded",
        }

    @pytest.mark.parametrize("body", [{}, {"expression": ""}, {"expression": "x" * 4001}, {"expression": 1}])
    async def test_wrong_shape_is_422(self, as_owner: Caller, body: dict[str, Any]) -> None:
        response = await as_owner.post("workflow", f"{PATH}/evaluate-expression", json=body)
        assert response.status_code == 422
