"""The steps of the quick start, and what each of them made."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPMethod
from pathlib import Path

from scripts.demo.answers import Answer, Document, DocumentAnswer, SignedUp, Vault
from scripts.demo.api import Api
from scripts.demo.errors import DemoError

SPECIMEN = Path(__file__).with_name("passport-specimen.png")
QUESTION = "What is my passport expiration date?"
PATIENCE_SECONDS = 180.0
"""The first document waits for the models to load; a page takes a few seconds after that."""

POLL_SECONDS = 0.25


@dataclass(frozen=True)
class Account:
    email: str
    password: str


class QuickStart:
    """The reference's four steps. Each raises DemoError where it can't be done."""

    def __init__(self, api: Api, patience: float = PATIENCE_SECONDS, poll: float = POLL_SECONDS) -> None:
        self.api = api
        self.patience = patience
        self.poll = poll

    def sign_up(self) -> Account:
        """A new account each time; the calls that follow are its owner's."""
        account = Account(f"anna-{secrets.token_hex(4)}@utopia.example", secrets.token_urlsafe(12))
        body = {"email": account.email, "password": account.password}
        answer = self.api.call(HTTPMethod.POST, "account", "/auth/signup", SignedUp, json=body)
        self.api.sign_in(answer.access_token)
        return account

    def create_vault(self) -> Vault:
        body = {"name": "Anna's papers", "description": "My documents"}
        return self.api.call(HTTPMethod.POST, "vault", "/vaults", Vault, json=body)

    def upload(self, vault: Vault) -> Document:
        with SPECIMEN.open("rb") as file:
            path = f"/vaults/{vault.id}/documents/upload"
            return self.api.call(HTTPMethod.POST, "document", path, DocumentAnswer, files={"file": file}).document

    def wait(self, document: Document, tell: Callable[[float], None]) -> Document:
        """The document once it is processed; `tell` hears after each look how many seconds have passed."""
        logs = f"{self.api.log('worker-ocr')} and {self.api.log('worker-embedding')}"
        started = time.monotonic()
        while document.status == "processing":
            waited = time.monotonic() - started
            if waited > self.patience:
                message = f"{document.filename} is still being processed after {self.patience:.0f} s: see {logs}."
                raise DemoError(message)
            tell(waited)
            time.sleep(self.poll)
            document = self._get(document.id)
        if document.status == "failed":
            reason = (document.error or "no reason given").rstrip(".")
            message = f"{document.filename} could not be processed ({reason}): see {logs}."
            raise DemoError(message)
        return document

    def _get(self, document_id: str) -> Document:
        return self.api.call(HTTPMethod.GET, "document", f"/documents/{document_id}", DocumentAnswer).document

    def ask(self, vault: Vault) -> Answer:
        """An answer that stands on the document, with its citations."""
        path = f"/vaults/{vault.id}/ask"
        answer = self.api.call(HTTPMethod.POST, "assistant", path, Answer, json={"question": QUESTION})
        if not answer.grounded:
            message = f"The assistant found no support for an answer in the documents: see {self.api.log('assistant')}."
            raise DemoError(message)
        return answer
