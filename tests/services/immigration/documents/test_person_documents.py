"""Documents of a person over HTTP: links, what they propose, and what they say otherwise than the record."""

from typing import Any
from uuid import uuid4

import pytest

from services.immigration.numbers.rotation import rotate
from services.immigration.resources import ImmigrationResources
from tests.services.immigration.test_compliance import of_rule, summary
from tests.services.vault.sharing import share
from tests.support.documents import upload, upload_and_process
from tests.support.papers import I94, card, i20, passport
from tests.support.people import make_machine, personal_organization, verified
from tests.support.platform import Caller, Platform

PASSPORT = passport().replace(b"UTOPIA", b"SWEDEN")


async def link(who: Caller, person: dict[str, Any], document: dict[str, Any], **said: Any) -> dict[str, Any]:
    sent = {"document_id": document["id"]} | said
    response = await who.post("immigration", f"/persons/{person['id']}/documents", json=sent)
    assert response.status_code == 201, response.text
    linked: dict[str, Any] = response.json()
    return linked


async def listed(who: Caller, person: dict[str, Any]) -> list[dict[str, Any]]:
    response = await who.get("immigration", f"/persons/{person['id']}/documents")
    assert response.status_code == 200, response.text
    documents: list[dict[str, Any]] = response.json()["documents"]
    return documents


async def decide(
    who: Caller, person: dict[str, Any], document: dict[str, Any], what: str, **corrections: Any
) -> tuple[int, dict[str, Any]]:
    path = f"/persons/{person['id']}/documents/{document['id']}/{what}"
    response = await who.post("immigration", path, **({"json": corrections} if corrections else {}))
    return response.status_code, response.json()


async def statuses(who: Caller, person: dict[str, Any]) -> list[dict[str, Any]]:
    response = await who.get("immigration", f"/persons/{person['id']}/statuses")
    found: list[dict[str, Any]] = response.json()["statuses"]
    return found


@pytest.fixture
async def scan(platform: Platform, as_owner: Caller, vault_id: str) -> dict[str, Any]:
    """Anna's passport, read."""
    return await upload_and_process(platform, as_owner, vault_id, "passport.txt", PASSPORT)


class TestLinks:
    async def test_a_read_passport_proposes_a_status_with_its_evidence(
        self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        linked = await link(as_owner, anna, scan, purpose="Form I-9")
        proposal = linked.pop("proposal")
        assert proposal["status"] == {
            "status_type": "passport",
            "status_code": None,
            "country": "SWE",
            "document_number": "••••••917",
            "valid_from": "2022-04-02",
            "valid_until": "2032-04-02",
        }
        assert (proposal["decision"], proposal["status_id"], proposal["problems"]) == ("open", None, {})
        evidence = proposal["evidence"]["valid_until"]
        assert (evidence["document_field"], evidence["value"], evidence["page"]) == ("expiration_date", "2032-04-02", 1)
        assert (
            linked.items()
            >= {
                "person_id": anna["id"],
                "document_id": scan["id"],
                "filename": "passport.txt",
                "purpose": "Form I-9",
                "document_type_code": "PASSPORT",
                "processing": "processed",
                "conflicts": [],
            }.items()
        )
        assert await listed(as_owner, anna) == [linked | {"proposal": proposal}]

    async def test_linked_twice_is_linked_once(
        self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        first = await link(as_owner, anna, scan, purpose="Form I-9")
        assert await link(as_owner, anna, scan, purpose="Renewal") == first | {"purpose": "Renewal"}
        assert len(await listed(as_owner, anna)) == 1

    async def test_proposes_once_it_was_read(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], vault_id: str
    ) -> None:
        document = await upload(as_owner, vault_id, "passport.txt", PASSPORT)
        linked = await link(as_owner, anna, document)
        assert (linked["processing"], linked["proposal"]) == ("processing", None)
        await platform.run_tasks()
        (linked,) = await listed(as_owner, anna)
        assert (linked["processing"], linked["proposal"]["decision"]) == ("processed", "open")

    async def test_follows_what_a_person_says_of_it(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        await link(as_owner, anna, scan)
        said = {"document_type_code": "PASSPORT", "metadata": {"expiration_date": "2033-01-01"}}
        await as_owner.patch("document", f"/documents/{scan['id']}/classify", json=said)
        await platform.run_tasks()
        (linked,) = await listed(as_owner, anna)
        assert linked["proposal"]["status"]["valid_until"] == "2033-01-01"

    async def test_goes_with_its_document(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        await link(as_owner, anna, scan)
        await as_owner.delete("document", f"/documents/{scan['id']}")
        await platform.run_tasks()
        assert await listed(as_owner, anna) == []

    async def test_goes_with_its_vault_and_what_was_accepted_stays(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any], vault_id: str
    ) -> None:
        await link(as_owner, anna, scan)
        await decide(as_owner, anna, scan, "accept")
        await as_owner.delete("vault", f"/vaults/{vault_id}")
        await platform.run_tasks()
        assert await listed(as_owner, anna) == []
        assert len(await statuses(as_owner, anna)) == 1

    async def test_unlink(self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]) -> None:
        await link(as_owner, anna, scan)
        path = f"/persons/{anna['id']}/documents/{scan['id']}"
        assert (await as_owner.delete("immigration", path)).json() == {"success": True}
        response = await as_owner.get("immigration", path)
        assert (response.status_code, response.json()) == (404, {"detail": "Document not found"})

    async def test_rotation_keeps_what_was_read(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        linked = await link(as_owner, anna, scan)
        resources = platform.resources("immigration")
        assert isinstance(resources, ImmigrationResources)
        assert await rotate(resources) == 0
        assert await listed(as_owner, anna) == [linked]


class TestAccepted:
    async def test_becomes_the_status(self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]) -> None:
        await link(as_owner, anna, scan)
        code, status = await decide(as_owner, anna, scan, "accept")
        assert code == 200
        assert (
            status.items()
            >= {
                "status_type": "passport",
                "country": "SWE",
                "document_number": "AB8362917",
                "valid_until": "2032-04-02",
                "is_current": True,
                "source_document_id": scan["id"],
            }.items()
        )
        (linked,) = await listed(as_owner, anna)
        assert (linked["proposal"]["decision"], linked["proposal"]["status_id"]) == ("accepted", status["id"])

    async def test_with_corrections(self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]) -> None:
        await link(as_owner, anna, scan)
        _, status = await decide(as_owner, anna, scan, "accept", valid_until="2032-04-01", notes="seen", country="NOR")
        assert (status["valid_until"], status["notes"], status["country"]) == ("2032-04-01", "seen", "NOR")

    async def test_corrections_that_can_not_be(
        self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        await link(as_owner, anna, scan)
        code, body = await decide(as_owner, anna, scan, "accept", valid_until="2020-01-01")
        assert (code, body["detail"][0]["msg"]) == (422, "Value error, valid_until is before valid_from")
        assert await statuses(as_owner, anna) == []

    async def test_brings_the_known_paper_up_to_date(
        self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        known = {
            "status_type": "passport",
            "country": "SWE",
            "document_number": "AB 8362917",
            "valid_until": "2031-04-02",
        }
        made = (await as_owner.post("immigration", f"/persons/{anna['id']}/statuses", json=known)).json()
        linked = await link(as_owner, anna, scan)
        assert linked["proposal"]["status_id"] == made["id"]
        assert linked["conflicts"] == [
            {"field": "valid_until", "document": "2032-04-02", "record": "2031-04-02", "status_id": made["id"]}
        ]
        _, status = await decide(as_owner, anna, scan, "accept")
        assert (status["id"], status["valid_until"]) == (made["id"], "2032-04-02")
        assert (await listed(as_owner, anna))[0]["conflicts"] == []

    async def test_an_older_passport_does_not_take_the_place_of_a_newer_one(
        self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        said = {"status_type": "passport", "country": "SWE", "document_number": "N12", "valid_until": "2036-01-01"}
        newer = (await as_owner.post("immigration", f"/persons/{anna['id']}/statuses", json=said)).json()
        await link(as_owner, anna, scan)
        _, status = await decide(as_owner, anna, scan, "accept")
        assert status["is_current"] is False
        assert [each["id"] for each in await statuses(as_owner, anna) if each["is_current"]] == [newer["id"]]

    async def test_the_duration_of_status_has_no_end(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], vault_id: str
    ) -> None:
        i94 = await upload_and_process(platform, as_owner, vault_id, "i94.txt", I94)
        await link(as_owner, anna, i94)
        _, status = await decide(as_owner, anna, i94, "accept")
        assert (status["status_type"], status["status_code"], status["country"]) == ("i94", "F1", "USA")
        assert (status["valid_from"], status["valid_until"]) == ("2024-08-16", None)

    async def test_of_other_papers(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], vault_id: str
    ) -> None:
        expected = [(i20(), ("f1", "F1", "2027-01-31")), (card(), ("ead", "OPT_POST", "2028-02-14"))]
        for content, status in expected:
            document = await upload_and_process(platform, as_owner, vault_id, "paper.txt", content)
            await link(as_owner, anna, document)
            _, made = await decide(as_owner, anna, document, "accept")
            assert (made["status_type"], made["status_code"], made["valid_until"]) == status

    async def test_once(self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]) -> None:
        await link(as_owner, anna, scan)
        await decide(as_owner, anna, scan, "accept")
        for what in ("accept", "reject"):
            code, body = await decide(as_owner, anna, scan, what)
            assert (code, body["detail"]) == (409, "What the document proposed was accepted or rejected already")


class TestRejected:
    async def test_enters_nothing(self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]) -> None:
        await link(as_owner, anna, scan)
        code, body = await decide(as_owner, anna, scan, "reject")
        assert (code, body["proposal"]["decision"]) == (200, "rejected")
        assert await statuses(as_owner, anna) == []

    async def test_is_proposed_anew_where_something_else_is_read(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        await link(as_owner, anna, scan)
        await decide(as_owner, anna, scan, "reject")
        await as_owner.post("document", f"/documents/{scan['id']}/reprocess")
        await platform.run_tasks()
        assert (await listed(as_owner, anna))[0]["proposal"]["decision"] == "rejected"
        said = {"document_type_code": "PASSPORT", "metadata": {"expiration_date": "2033-01-01"}}
        await as_owner.patch("document", f"/documents/{scan['id']}/classify", json=said)
        await platform.run_tasks()
        assert (await listed(as_owner, anna))[0]["proposal"]["decision"] == "open"

    async def test_a_lease_proposes_nothing(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], vault_id: str
    ) -> None:
        lease = await upload_and_process(platform, as_owner, vault_id)
        assert (await link(as_owner, anna, lease))["proposal"] is None
        code, body = await decide(as_owner, anna, lease, "accept")
        assert (code, body["detail"]) == (409, "The document proposes no status")


class TestConflicts:
    async def test_with_the_record(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        changed = {"date_of_birth": "1974-08-13", "passport_number": "ZZ0000001", "nationality": "NOR"}
        await as_owner.patch("immigration", f"/persons/{anna['id']}", json=changed)
        linked = await link(as_owner, anna, scan)
        assert [(each["field"], each["document"], each["record"]) for each in linked["conflicts"]] == [
            ("date_of_birth", "1974-08-12", "1974-08-13"),
            ("nationality", "SWE", "NOR"),
            ("passport_number", "••••••917", "••••••001"),
        ]
        found = (await summary(as_owner, anna, "2026-11-23"))["items"]
        messages = [each["message"] for each in found if each["rule"] == "RECORD_CONFLICT"]
        assert messages == [
            f"A linked document (PASSPORT) has another {field} than the record."
            for field in ("date of birth", "nationality", "passport number")
        ]

    async def test_with_a_status(self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]) -> None:
        await link(as_owner, anna, scan)
        _, status = await decide(as_owner, anna, scan, "accept")
        await as_owner.patch("immigration", f"/statuses/{status['id']}", json={"valid_until": "2035-01-01"})
        finding = of_rule((await summary(as_owner, anna, "2026-11-23"))["items"], "RECORD_CONFLICT")
        assert finding["status_id"] == status["id"]
        assert finding["message"] == (
            "A linked document (PASSPORT) has another last day of the passport than the record."
        )

    async def test_none_with_the_other_spelling_of_a_name(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], vault_id: str
    ) -> None:
        await as_owner.patch("immigration", f"/persons/{anna['id']}", json={"last_name": "Müller", "middle_name": "M"})
        scan = await upload_and_process(
            platform, as_owner, vault_id, "passport.txt", PASSPORT.replace(b"ERIKSSON", b"MUELLER")
        )
        assert (await link(as_owner, anna, scan))["conflicts"] == []

    async def test_none_with_the_number_of_a_passport_of_before(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], vault_id: str
    ) -> None:
        old = passport("XX0000001", "02 APR 2024").replace(b"UTOPIA", b"SWEDEN")
        scan = await upload_and_process(platform, as_owner, vault_id, "old.txt", old.replace(b"2022", b"2014"))
        assert (await link(as_owner, anna, scan))["conflicts"] == []


class TestWhoMay:
    async def test_the_document_must_be_seen(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        theirs = (await as_stranger.post("immigration", "/persons", json={"first_name": "A", "last_name": "B"})).json()
        for document_id in (scan["id"], str(uuid4())):
            response = await as_stranger.post(
                "immigration", f"/persons/{theirs['id']}/documents", json={"document_id": document_id}
            )
            assert (response.status_code, response.json()) == (404, {"detail": "Document not found"})

    async def test_the_person_must_be_seen(
        self, as_owner: Caller, as_stranger: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        await link(as_owner, anna, scan)
        theirs = f"/persons/{anna['id']}/documents"
        for response in (
            await as_stranger.get("immigration", theirs),
            await as_stranger.get("immigration", f"{theirs}/{scan['id']}"),
            await as_stranger.delete("immigration", f"{theirs}/{scan['id']}"),
            await as_stranger.post("immigration", f"{theirs}/{scan['id']}/accept"),
            await as_stranger.post("immigration", f"{theirs}/{scan['id']}/reject"),
        ):
            assert (response.status_code, response.json()) == (404, {"detail": "Person not found"})

    async def test_whose_share_was_revoked_sees_neither_document_nor_proposal(
        self, platform: Platform, as_owner: Caller, scan: dict[str, Any], vault_id: str
    ) -> None:
        guest = await verified(platform, "guest@utopia.example")
        shared = await share(as_owner, vault_id, emails=["guest@utopia.example"], permission="view")
        person = (await guest.post("immigration", "/persons", json={"first_name": "A", "last_name": "B"})).json()
        await link(guest, person, scan)
        assert len(await listed(guest, person)) == 1
        await as_owner.delete("vault", f"/vaults/{vault_id}/shares/{shared['share']['id']}")
        assert await listed(guest, person) == []
        assert (await decide(guest, person, scan, "accept"))[0] == 404

    async def test_a_machine_needs_both_scopes(
        self, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        organization = await personal_organization(as_owner)
        machine = await make_machine(as_owner, organization, scopes=["immigration:write"])
        response = await machine.post(
            "immigration", f"/persons/{anna['id']}/documents", json={"document_id": scan["id"]}
        )
        assert (response.status_code, response.json()["detail"]) == (403, "This needs the scope documents:read")

    async def test_documents_that_cannot_be_asked_are_503(
        self, platform: Platform, as_owner: Caller, anna: dict[str, Any], scan: dict[str, Any]
    ) -> None:
        platform.router.down.add(platform.resources("account").settings.port("document"))
        response = await as_owner.post(
            "immigration", f"/persons/{anna['id']}/documents", json={"document_id": scan["id"]}
        )
        assert response.status_code == 503
