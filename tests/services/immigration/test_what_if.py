"""Rules over HTTP, and who would be affected if they said something else."""

from typing import Any

import pytest

from services.immigration.rules.catalogue import load_rules
from tests.services.immigration.test_compliance import OPT, STUDENT, entered
from tests.support.people import make_organization
from tests.support.platform import Caller

DAY = "2026-10-14"


async def asked(who: Caller, rule: str, as_of: str = DAY, **version: Any) -> tuple[int, dict[str, Any]]:
    body = {"rule": rule, "version": version, "as_of": as_of}
    response = await who.post("immigration", "/compliance/what-if", json=body)
    return response.status_code, response.json()


class TestRules:
    async def test_all_with_their_sources(self, as_owner: Caller) -> None:
        rules = (await as_owner.get("immigration", "/compliance/rules")).json()["rules"]
        assert [each["id"] for each in rules] == [rule.id for rule in load_rules().rules]
        assert all(each["source_url"].startswith("http") and each["versions"] for each in rules)

    async def test_one(self, as_owner: Caller) -> None:
        rule = (await as_owner.get("immigration", "/compliance/rules/OPT_UNEMPLOYMENT")).json()
        assert 90 in rule["versions"][0]["parameters"].values()

    async def test_unknown_is_404(self, as_owner: Caller, as_nobody: Caller) -> None:
        response = await as_owner.get("immigration", "/compliance/rules/NO_SUCH_RULE")
        assert (response.status_code, response.json()) == (404, {"detail": "Rule not found"})
        assert (await as_nobody.get("immigration", "/compliance/rules")).status_code == 401


class TestWhatIf:
    async def test_says_who_would_be_affected(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        other = {"first_name": "Oskar", "last_name": "Lindqvist"}
        await as_owner.post("immigration", "/persons", json=other)
        name = next(iter(load_rules().by_id("OPT_UNEMPLOYMENT").versions[0].parameters))
        status, report = await asked(as_owner, "OPT_UNEMPLOYMENT", parameters={name: 30})
        assert status == 200, report
        assert (report["evaluated"], report["affected"]) == (2, 1)
        (person,) = report["persons"]
        assert (person["person_id"], person["name"]) == (anna["id"], "Anna Eriksson")
        assert person["overall_after"] == "non_compliant"
        assert {each["rule"] for each in person["appeared"]} == {"OPT_UNEMPLOYMENT"}
        assert report["overall_after"] == {"non_compliant": 1}

    async def test_nothing_is_changed(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        path = f"/persons/{anna['id']}/compliance-summary"
        before = (await as_owner.get("immigration", path, params={"as_of": DAY})).json()
        await asked(as_owner, "OPT_UNEMPLOYMENT", enabled=False)
        assert (await as_owner.get("immigration", path, params={"as_of": DAY})).json() == before

    async def test_the_same_affects_nobody(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        _, report = await asked(as_owner, "OPT_UNEMPLOYMENT")
        assert (report["evaluated"], report["affected"], report["persons"]) == (1, 0, [])

    async def test_one_that_does_not_hold_yet_affects_nobody(self, as_owner: Caller, anna: dict[str, Any]) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        name = next(iter(load_rules().by_id("OPT_UNEMPLOYMENT").versions[0].parameters))
        _, report = await asked(as_owner, "OPT_UNEMPLOYMENT", effective_from="2027-01-01", parameters={name: 1})
        assert report["affected"] == 0

    async def test_looks_at_the_callers_persons_only(
        self, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any]
    ) -> None:
        await entered(as_owner, anna, STUDENT, OPT)
        _, report = await asked(as_stranger, "OPT_UNEMPLOYMENT", enabled=False)
        assert report["evaluated"] == 0

    async def test_of_an_organization_of_others_is_404(self, as_owner: Caller, as_stranger: Caller) -> None:
        body = {"rule": "EXPIRY", "version": {}, "organization_id": await make_organization(as_stranger)}
        response = await as_owner.post("immigration", "/compliance/what-if", json=body)
        assert (response.status_code, response.json()) == (404, {"detail": "Organization not found"})


class TestRefused:
    @pytest.mark.parametrize(
        ("rule", "version", "answer"),
        [
            ("NO_SUCH_RULE", {}, (404, "Rule not found")),
            ("EXPIRY", {"parameters": {"days": 3}}, (422, "The rule has no parameter called days")),
            ("PERM_180", {"parameters": {"days": "many"}}, (422, "The rule can't have such a version")),
            ("PERM_180", {"parameters": {"days": [1, 2]}}, (422, "The rule can't have such a version")),
        ],
    )
    async def test_says_why(
        self, as_owner: Caller, rule: str, version: dict[str, Any], answer: tuple[int, str]
    ) -> None:
        status, body = await asked(as_owner, rule, **version)
        assert (status, body["detail"]) == answer
