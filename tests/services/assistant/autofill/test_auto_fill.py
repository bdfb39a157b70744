"""Filling forms in, through the door."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdfium2 as pdfium
import pytest

from shared.auth.scopes import Scope
from tests.services.assistant.autofill.form_pdf import SIMPLE, form_pdf, text
from tests.services.assistant.autofill.test_pdf_forms import shown
from tests.services.vault.sharing import share
from tests.support.documents import one_page_pdf, upload, upload_and_process
from tests.support.papers import card, passport
from tests.support.people import make_machine, personal_organization, verified
from tests.support.platform import Caller, Platform

REAL = Path(__file__).parents[5] / "shared" / "data" / "documents"
NAMES = [{"name": "who", "label": "Family name"}, {"name": "born", "label": "Date of birth", "type": "date"}]


@pytest.fixture
async def stocked(platform: Platform, as_owner: Caller, vault_id: str) -> str:
    await upload_and_process(platform, as_owner, vault_id, "passport.txt", passport())
    await upload_and_process(platform, as_owner, vault_id, "card.txt", card())
    return vault_id


async def fill(who: Caller, vault_id: str, **wanted: Any) -> dict[str, Any]:
    response = await who.post("assistant", f"/vaults/{vault_id}/auto-fill", json=wanted)
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


async def refused(who: Caller, vault_id: str, **wanted: Any) -> tuple[int, Any]:
    response = await who.post("assistant", f"/vaults/{vault_id}/auto-fill", json=wanted)
    return response.status_code, response.json()["detail"]


def values(body: dict[str, Any]) -> dict[str, str]:
    return {field["name"]: field["value"] for field in body["fields"]}


async def put_form(who: Caller, vault_id: str, content: bytes, name: str = "form.pdf") -> str:
    """The id of a form that was uploaded and not read yet: its fields are there at once."""
    document: str = (await upload(who, vault_id, name, content))["id"]
    return document


async def content_of(who: Caller, document_id: str) -> bytes:
    return (await who.get("document", f"/documents/{document_id}/download")).content


class TestList:
    async def test_values_with_where_they_stand(self, as_owner: Caller, stocked: str) -> None:
        body = await fill(as_owner, stocked, fields=[*NAMES, {"name": "colour", "label": "Favourite colour"}])
        assert values(body) == {"who": "ERIKSSON", "born": "1974-08-12"}
        who = body["fields"][0]
        assert who["source"]["filename"] in {"passport.txt", "card.txt"}
        assert (who["source"]["page"], who["source"]["metadata_field"]) == (1, "surname")
        assert len(who["other_sources"]) == 1
        assert 0.5 < who["confidence"] < 1
        (unfilled,) = body["unfilled"]
        assert (unfilled["name"], body["conflicts"], body["document_id"]) == ("colour", [], None)
        assert unfilled["reason"] == "It asks for nothing that documents of the vault can say for sure"

    async def test_options_and_ways_to_write(self, as_owner: Caller, stocked: str) -> None:
        fields = [
            {"name": "sex", "label": "Sex", "type": "choice", "options": ["male", "female"]},
            {"name": "dob", "label": "Date of birth (dd/mm/yyyy)"},
            {"name": "country", "label": "Nationality"},
        ]
        said = values(await fill(as_owner, stocked, fields=fields))
        assert said == {"sex": "female", "dob": "12/08/1974", "country": "Utopia"}

    async def test_contradictions_are_listed_and_left_empty(
        self, platform: Platform, as_owner: Caller, stocked: str
    ) -> None:
        await upload_and_process(platform, as_owner, stocked, "second.txt", passport("CD1112223"))
        body = await fill(as_owner, stocked, fields=[{"name": "no", "label": "Passport number"}])
        assert (body["fields"], [field["name"] for field in body["unfilled"]]) == ([], ["no"])
        (conflict,) = body["conflicts"]
        assert (conflict["attribute"], conflict["fields"]) == ("passport_number", ["no"])
        said = {each["value"]: each["sources"][0]["filename"] for each in conflict["candidates"]}
        assert said == {"AB8362917": "passport.txt", "CD1112223": "second.txt"}

    async def test_what_a_person_entered_counts(self, platform: Platform, as_owner: Caller, stocked: str) -> None:
        documents = (await as_owner.get("document", f"/vaults/{stocked}/documents")).json()["documents"]
        for document in documents:
            correction = {"document_type_code": document["document_type_code"], "metadata": {"surname": "LINDQVIST"}}
            corrected = await as_owner.patch("document", f"/documents/{document['id']}/classify", json=correction)
            assert corrected.status_code == 200, corrected.text
        await platform.run_tasks()
        assert values(await fill(as_owner, stocked, fields=NAMES))["who"] == "LINDQVIST"

    async def test_an_empty_vault_fills_nothing(self, as_owner: Caller, vault_id: str) -> None:
        body = await fill(as_owner, vault_id, fields=NAMES)
        assert body["fields"] == []
        assert {field["reason"] for field in body["unfilled"]} == {"No document of the vault says it"}


class TestKnownForm:
    @pytest.mark.parametrize("code", ["I-131", "i131", "I 131"])
    async def test_by_its_code(self, as_owner: Caller, stocked: str, code: str) -> None:
        body = await fill(as_owner, stocked, form_code=code)
        assert body["form"]["code"] == "I-131"
        said = values(body)
        assert (said["family_name"], said["given_name"], said["date_of_birth"]) == ("ERIKSSON", "ANNA", "08/12/1974")
        assert len(said) + len(body["unfilled"]) == body["form"]["field_count"]

    async def test_unknown_is_404_and_names_those_that_are_known(self, as_owner: Caller, stocked: str) -> None:
        answer = await refused(as_owner, stocked, form_code="Z-9")
        assert answer == (404, "Form not known; known are I-131, I-765, I-9")


class TestPdf:
    async def test_tells_what_it_would_fill_in(self, as_owner: Caller, stocked: str) -> None:
        form = await put_form(as_owner, stocked, form_pdf(SIMPLE))
        body = await fill(as_owner, stocked, document_id=form)
        assert (body["form"]["document_id"], body["form"]["field_count"]) == (form, len(SIMPLE))
        assert values(body) == {
            "applicant.LastName[0]": "ERIKSSON",
            "applicant.FirstName[0]": "ANNA MARIA",
            "dob": "08/12/1974",
            "a_number": "187440926",
            "country": "Utopia",
            "female": "F",
        }
        reasons = {field["name"]: field["reason"] for field in body["unfilled"]}
        assert reasons["passport"] == "The value is longer than the 4 characters that the field takes"
        assert body["document_id"] is None

    async def test_stores_the_filled_form(self, platform: Platform, as_owner: Caller, stocked: str) -> None:
        form = await put_form(as_owner, stocked, form_pdf(SIMPLE), "Form Å.pdf")
        body = await fill(as_owner, stocked, document_id=form, output="pdf")
        await platform.run_tasks()
        stored = (await as_owner.get("document", f"/documents/{body['document_id']}")).json()["document"]
        assert (stored["filename"], stored["status"]) == ("Form Å (filled).pdf", "processed")
        words = shown(await content_of(as_owner, stored["id"]))
        assert all(value in words for value in ("ERIKSSON", "ANNA MARIA", "08/12/1974"))

    async def test_a_repeat_finds_the_same_document(self, as_owner: Caller, stocked: str) -> None:
        form = await put_form(as_owner, stocked, form_pdf(SIMPLE))
        first, again = [await fill(as_owner, stocked, document_id=form, output="pdf") for _ in range(2)]
        assert first["document_id"] == again["document_id"]
        assert values(first) == values(again)

    async def test_the_blank_form_stays_as_it_was(self, as_owner: Caller, stocked: str) -> None:
        blank = form_pdf(SIMPLE)
        form = await put_form(as_owner, stocked, blank)
        await fill(as_owner, stocked, document_id=form, output="pdf")
        assert await content_of(as_owner, form) == blank

    async def test_what_is_filled_in_already_stays(self, as_owner: Caller, stocked: str) -> None:
        own = text("n", "Your Family Name", b"/V (OTHER)")
        form = await put_form(as_owner, stocked, form_pdf([own]))
        body = await fill(as_owner, stocked, document_id=form)
        assert (body["fields"], body["unfilled"][0]["reason"]) == ([], "It is filled in already")

    @pytest.mark.skipif(not REAL.exists(), reason="the real documents are not here")
    @pytest.mark.parametrize(("name", "least"), [("form-i-131-blank.pdf", 8), ("form-i-9-blank.pdf", 6)])
    async def test_real_forms(self, as_owner: Caller, stocked: str, name: str, least: int) -> None:
        form = await put_form(as_owner, stocked, (REAL / name).read_bytes(), name)
        body = await fill(as_owner, stocked, document_id=form, output="pdf")
        assert len(body["fields"]) >= least
        content = await content_of(as_owner, body["document_id"])
        with pdfium.PdfDocument(content) as document:
            texts = "".join(page.get_textpage().get_text_range() for page in document)
        assert "Department of Homeland Security" in texts
        again = await fill(as_owner, stocked, document_id=body["document_id"])
        assert again["fields"] == []


class TestRefused:
    @pytest.mark.parametrize(
        "wanted",
        [
            {},
            {"form_code": "I-9", "fields": NAMES},
            {"form_code": ""},
            {"fields": []},
            {"fields": [{"name": "n"}]},
            {"fields": [{"name": "n", "label": "Sex", "type": "choice"}]},
            {"fields": [{"name": "n", "label": "Sex", "options": ["M"]}]},
            {"fields": [{"name": "n", "label": "Sex", "type": "colour"}]},
            {"fields": [NAMES[0], NAMES[0]]},
            {"fields": NAMES * 251},
            {"form_code": "I-9", "output": "docx"},
            {"document_id": "form.pdf"},
        ],
    )
    async def test_wrong_shape_is_422(self, as_owner: Caller, vault_id: str, wanted: dict[str, Any]) -> None:
        assert (await refused(as_owner, vault_id, **wanted))[0] == 422

    @pytest.mark.parametrize("wanted", [{"fields": NAMES}, {"form_code": "I-9"}])
    async def test_a_pdf_of_no_pdf_is_422(self, as_owner: Caller, vault_id: str, wanted: dict[str, Any]) -> None:
        status, detail = await refused(as_owner, vault_id, output="pdf", **wanted)
        assert status == 422
        assert detail == ("A PDF can only be filled where `document_id` names one; upload the blank form and name it")

    @pytest.mark.parametrize(
        ("name", "content", "detail"),
        [
            ("notes.txt", b"Just notes.", "The document is not a PDF; a form to fill in has to be one"),
            ("letter.pdf", one_page_pdf("No form."), "The PDF has no form fields"),
            ("broken.pdf", form_pdf(SIMPLE)[:600], "The PDF is damaged"),
        ],
    )
    async def test_what_is_no_form_is_422(
        self, as_owner: Caller, vault_id: str, name: str, content: bytes, detail: str
    ) -> None:
        form = await put_form(as_owner, vault_id, content, name)
        assert await refused(as_owner, vault_id, document_id=form) == (422, detail)

    async def test_documents_that_are_not_there_are_404(self, as_owner: Caller, vault_id: str) -> None:
        other = (await as_owner.post("vault", "/vaults", json={"name": "Other"})).json()["id"]
        elsewhere = await put_form(as_owner, other, form_pdf(SIMPLE))
        for document in (str(uuid4()), elsewhere):
            assert await refused(as_owner, vault_id, document_id=document) == (404, "Document not found")

    async def test_a_person_without_a_record_is_404(self, as_owner: Caller, vault_id: str) -> None:
        answer = await refused(as_owner, vault_id, form_code="I-9", person_id=str(uuid4()))
        assert answer == (404, "Person not found")

    async def test_stranger_is_404_and_nobody_401(self, as_stranger: Caller, as_nobody: Caller, vault_id: str) -> None:
        assert await refused(as_stranger, vault_id, form_code="I-9") == (404, "Vault not found")
        assert (await refused(as_nobody, vault_id, form_code="I-9"))[0] == 401

    async def test_documents_that_cannot_be_asked_are_503(
        self, platform: Platform, as_owner: Caller, vault_id: str
    ) -> None:
        platform.router.down.add(platform.resources("account").settings.port("document"))
        assert (await refused(as_owner, vault_id, form_code="I-9"))[0] == 503


class TestRights:
    async def test_who_may_only_view_gets_values_but_stores_nothing(
        self, platform: Platform, as_owner: Caller, stocked: str
    ) -> None:
        form = await put_form(as_owner, stocked, form_pdf(SIMPLE))
        guest = await verified(platform, "guest@utopia.example")
        await share(as_owner, stocked, emails=["guest@utopia.example"], permission="view")
        assert values(await fill(guest, stocked, document_id=form))
        answer = await refused(guest, stocked, document_id=form, output="pdf")
        assert answer == (403, "This needs the permission to upload in the vault")

    async def test_a_key_needs_the_scope_to_store(self, as_owner: Caller, vault_id: str) -> None:
        form = await put_form(as_owner, vault_id, form_pdf(SIMPLE))
        machine = await make_machine(as_owner, await personal_organization(as_owner), scopes=[Scope.ASSISTANT_ASK])
        assert (await fill(machine, vault_id, document_id=form))["fields"] == []
        answer = await refused(machine, vault_id, document_id=form, output="pdf")
        assert answer == (403, "This needs the scope documents:write")


class TestRecord:
    async def recorded(self, who: Caller, **said: Any) -> str:
        person = {"first_name": "Anna Maria", "last_name": "Eriksson", "date_of_birth": "1974-08-12"} | said
        response = await who.post("immigration", "/persons", json=person)
        assert response.status_code == 201, response.text
        identifier: str = response.json()["id"]
        return identifier

    async def test_fills_in_what_no_document_says(self, as_owner: Caller, stocked: str) -> None:
        person = await self.recorded(as_owner, sevis_id="N0034567812")
        wanted = [*NAMES, {"name": "sevis", "label": "SEVIS ID"}]
        body = await fill(as_owner, stocked, fields=wanted, person_id=person)
        assert values(body) == {"who": "Eriksson", "born": "1974-08-12", "sevis": "N0034567812"}
        source = next(field["source"] for field in body["fields"] if field["name"] == "sevis")
        assert source == {
            "document_id": None,
            "person_id": person,
            "filename": "Anna Maria Eriksson",
            "page": None,
            "box": None,
            "metadata_field": "sevis_id",
        }

    async def test_contradiction_of_document_and_record(self, as_owner: Caller, stocked: str) -> None:
        person = await self.recorded(as_owner, passport_number="ZZ0000001")
        wanted = [{"name": "number", "label": "Passport number"}]
        body = await fill(as_owner, stocked, fields=wanted, person_id=person)
        assert (body["fields"], len(body["conflicts"][0]["candidates"])) == ([], 2)

    async def test_says_whose_papers_count(self, platform: Platform, as_owner: Caller, stocked: str) -> None:
        other = b"PASSPORT\nType: P\nPassport No.: X7654321\nSurname: LINDQVIST\nGiven names: OSKAR\n"
        await upload_and_process(platform, as_owner, stocked, "oskar.txt", other + b"Date of birth: 03 MAR 1980\n")
        assert values(await fill(as_owner, stocked, fields=NAMES)) == {}
        person = await self.recorded(as_owner)
        body = await fill(as_owner, stocked, fields=NAMES, person_id=person)
        assert values(body) == {"who": "Eriksson", "born": "1974-08-12"}
        oskar = await self.recorded(as_owner, first_name="Oskar", last_name="Lindqvist", date_of_birth="1980-03-03")
        body = await fill(as_owner, stocked, fields=NAMES, person_id=oskar)
        assert values(body) == {"who": "Lindqvist", "born": "1980-03-03"}

    async def test_of_somebody_else_is_404(self, as_owner: Caller, as_stranger: Caller, stocked: str) -> None:
        person = await self.recorded(as_stranger)
        answer = await refused(as_owner, stocked, form_code="I-9", person_id=person)
        assert answer == (404, "Person not found")

    async def test_a_machine_needs_the_scope(self, platform: Platform, as_owner: Caller, stocked: str) -> None:
        person = await self.recorded(as_owner)
        scopes = [Scope.ASSISTANT_ASK, Scope.DOCUMENTS_READ]
        machine = await make_machine(as_owner, await personal_organization(as_owner), scopes=scopes)
        answer = await refused(machine, stocked, form_code="I-9", person_id=person)
        assert answer == (403, "This needs the scope immigration:read")
