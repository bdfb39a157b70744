import json

import pytest

from scripts.demo.answers import Document, Vault
from scripts.demo.errors import DemoError
from scripts.demo.quickstart import QUESTION, SPECIMEN, QuickStart
from services.document.models import Status
from tests.scripts.demo.conftest import FakeServices, document, ignore, vault

VAULT = Vault.model_validate(vault().model_dump(mode="json"))
UPLOADED = Document.model_validate(document(Status.PROCESSING).model_dump(mode="json"))


class TestSignUp:
    def test_tells_what_it_sent(self, start: QuickStart, services: FakeServices) -> None:
        account = start.sign_up()
        assert json.loads(services.requests[0].content) == {"email": account.email, "password": account.password}

    def test_makes_a_new_account_each_time(self, start: QuickStart) -> None:
        first, second = start.sign_up(), start.sign_up()
        assert first.email != second.email
        assert first.password != second.password

    def test_signs_the_calls_that_follow(self, start: QuickStart, services: FakeServices) -> None:
        start.sign_up()
        start.create_vault()
        assert [request.headers.get("Authorization") for request in services.requests] == [None, "Bearer the-token"]


class TestUpload:
    def test_sends_the_specimen_to_the_vault(self, start: QuickStart, services: FakeServices) -> None:
        start.upload(VAULT)
        request = services.requests[0]
        assert request.url.path == f"/api/v1/vaults/{VAULT.id}/documents/upload"
        assert SPECIMEN.read_bytes() in request.content
        assert b'filename="passport-specimen.png"' in request.content


class TestWait:
    def test_looks_until_the_document_is_processed(self, start: QuickStart, services: FakeServices) -> None:
        services.looks = 3
        processed = start.wait(UPLOADED, ignore)
        assert len(services.requests) == 3
        assert processed.metadata_details["expiration_date"].value == "2012-04-15"

    def test_tells_the_time_before_each_look(self, start: QuickStart, services: FakeServices) -> None:
        services.looks = 3
        heard: list[float] = []
        start.wait(UPLOADED, heard.append)
        assert len(heard) == 3
        assert heard == sorted(heard)

    def test_gives_the_reason_and_the_logs_of_a_failure(self, start: QuickStart, services: FakeServices) -> None:
        services.outcome = Status.FAILED
        expected = (
            "passport-specimen.png could not be processed (The image is damaged): "
            "see var/log/worker-ocr.log and var/log/worker-embedding.log."
        )
        with pytest.raises(DemoError) as raised:
            start.wait(UPLOADED, ignore)
        assert str(raised.value) == expected

    def test_ends_when_its_patience_does(self, start: QuickStart, services: FakeServices) -> None:
        services.looks = 10_000
        with pytest.raises(DemoError, match=r"is still being processed after 0 s: see var/log/worker-ocr\.log"):
            start.wait(UPLOADED, ignore)


class TestAsk:
    def test_asks_in_the_vault(self, start: QuickStart, services: FakeServices) -> None:
        answer = start.ask(VAULT)
        assert services.requests[0].url.path == f"/api/v1/vaults/{VAULT.id}/ask"
        assert json.loads(services.requests[0].content) == {"question": QUESTION}
        assert [source.index for source in answer.sources] == [1]

    def test_takes_no_answer_without_support(self, start: QuickStart, services: FakeServices) -> None:
        services.is_grounded = False
        with pytest.raises(DemoError, match="no support"):
            start.ask(VAULT)
