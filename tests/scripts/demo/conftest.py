"""Services that answer in the real ones' shapes, and a demo that talks to them without a network."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from scripts.demo.api import Api
from scripts.demo.quickstart import QuickStart
from scripts.demo.terminal import Terminal
from scripts.stack.folder import DataFolder
from scripts.stack.installation import Installation
from services.account.auth.schemas import AccountRead, SignedUp
from services.assistant.asking.schemas import AnswerRead, SourceRead, Usage
from services.document.documents.schemas import DocumentAnswer, DocumentRead, FieldRead, UploadAnswer
from services.document.models import Status
from services.vault.vaults.schemas import VaultRead
from shared.schemas import Schema

SOME_ID = UUID("01a20672-34d7-7612-a79c-4ea7e476f977")
NOW = datetime(2026, 11, 23, tzinfo=UTC)
PORT_BASE = 8000
FIELDS = {
    "expiration_date": FieldRead(
        value="2012-04-15", confidence=0.999, page=1, box=(0.47, 0.89, 0.6, 0.92), method="mrz", verified=True
    ),
    "issuing_authority": FieldRead(
        value="PASSPORT OFFICE", confidence=0.9, page=1, box=None, method="ocr", verified=False
    ),
}


class FakeServices:
    """A document is ready after `looks` looks; `answers` replaces what a service says to anything."""

    def __init__(self) -> None:
        self.looks = 0
        self.outcome = Status.PROCESSED
        self.is_grounded = True
        self.answers: dict[str, httpx.Response | httpx.TransportError] = {}
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        service = {1: "account", 2: "vault", 3: "document", 4: "assistant"}[(request.url.port or 0) - PORT_BASE]
        given = self.answers.get(service)
        if isinstance(given, httpx.TransportError):
            raise given
        if given is not None:
            return given
        said = self._say(service, request.method)
        return httpx.Response(201 if request.method == "POST" else 200, text=said.model_dump_json())

    def _say(self, service: str, method: str) -> Schema:
        if service == "account":
            return SignedUp(access_token="the-token", expires_in=60, account=account())
        if service == "vault":
            return vault()
        if service == "assistant":
            return answer(is_grounded=self.is_grounded)
        if method == "POST":
            return UploadAnswer(document=document(Status.PROCESSING), duplicate=False)
        self.looks -= 1
        return DocumentAnswer(document=document(Status.PROCESSING if self.looks > 0 else self.outcome))


def account() -> AccountRead:
    return AccountRead(
        id=SOME_ID,
        email="anna@utopia.example",
        username=None,
        auth_provider="cognito",
        email_verified=False,
        created_at=NOW,
        updated_at=NOW,
    )


def vault() -> VaultRead:
    return VaultRead(
        id=SOME_ID,
        name="Anna's papers",
        description=None,
        family_member_id=None,
        family_member_name=None,
        owner_kind="account",
        owner_id=SOME_ID,
        role="owner",
        document_count=0,
        created_at=NOW,
        updated_at=NOW,
    )


def document(status: Status) -> DocumentRead:
    is_read = status is Status.PROCESSED
    fields = FIELDS if is_read else {}
    return DocumentRead(
        id=SOME_ID,
        vault_id=SOME_ID,
        filename="passport-specimen.png",
        content_type="image/png",
        size_bytes=1,
        sha256="0" * 64,
        page_count=1 if is_read else None,
        language=None,
        document_type_id=None,
        document_type_code="PASSPORT" if is_read else None,
        document_type_name="Passport" if is_read else None,
        classification_confidence=0.98 if is_read else None,
        status=status,
        error="The image is damaged." if status is Status.FAILED else None,
        metadata={name: field.value for name, field in fields.items()},
        metadata_details=fields,
        uploaded_by=SOME_ID,
        created_at=NOW,
        processed_at=NOW if is_read else None,
    )


def answer(*, is_grounded: bool) -> AnswerRead:
    source = SourceRead(
        index=1,
        document_id=SOME_ID,
        filename="passport-specimen.png",
        page=1,
        boxes=[(0.47, 0.89, 0.6, 0.92)],
        snippet="Date of expiry\n15 APR/AVR 2012",
        score=1.0,
    )
    return AnswerRead(
        answer="Your passport expires on 15 April 2012 [1]." if is_grounded else "The documents don't say.",
        sources=[source] if is_grounded else [],
        grounded=is_grounded,
        conversation_id=SOME_ID,
        message_id=SOME_ID,
        model="extractive",
        usage=Usage(),
    )


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def installation() -> Installation:
    return Installation(DataFolder(Path("var").absolute()), PORT_BASE, "127.0.0.1", {})


@pytest.fixture
def api(services: FakeServices, installation: Installation) -> Iterator[Api]:
    with httpx.Client(transport=httpx.MockTransport(services)) as client:
        yield Api(installation, client)


@pytest.fixture
def start(api: Api) -> QuickStart:
    return QuickStart(api, patience=0.05, poll=0.001)


@pytest.fixture
def shown() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def terminal(shown: io.StringIO) -> Terminal:
    return Terminal(shown, {})


def ignore(_seconds: float) -> None:
    """Nobody listens to the progress."""
