"""What the demo shows: the values that were read, the answer with its places, the services, and the same in cURL."""

import json
import shlex

from scripts.demo.answers import Answer, Box, Document, Vault
from scripts.demo.api import Api
from scripts.demo.quickstart import QUESTION, SPECIMEN, Account
from scripts.demo.terminal import BOLD, DIM, GREEN, Terminal
from scripts.stack.folder import display
from scripts.stack.installation import Installation
from shared.settings import SERVICES

ROW = "   {:<19}{:<25}{:>10}   {:>4}   {:<10}{}"
VALUE_WIDTH = 24


def show_document(terminal: Terminal, document: Document) -> None:
    """A table of the fields, in the order of the catalogue."""
    kind = document.document_type_name or "of unknown type"
    sureness = f" ({document.classification_confidence:.0%} sure)" if document.classification_confidence else ""
    terminal.say(f"   processed: {kind}{sureness}, pages: {document.page_count}")
    terminal.say()
    terminal.say(ROW.format("field", "value", "confidence", "page", "read in", "verified by check digit"), DIM)
    for name, field in document.metadata_details.items():
        value = field.value if len(field.value) <= VALUE_WIDTH else f"{field.value[: VALUE_WIDTH - 1]}…"
        mark = terminal.styled("yes", GREEN) if field.verified else ""
        terminal.say(ROW.format(name, value, f"{field.confidence:.1%}", field.page, field.method, mark).rstrip())


def show_answer(terminal: Terminal, answer: Answer) -> None:
    terminal.paragraph(answer.answer, "   ", BOLD)
    for source in answer.sources:
        terminal.say()
        terminal.say(f"   [{source.index}] {source.filename}, page {source.page}")
        for box in source.boxes:
            terminal.say(f"       box    {_place(box)}", DIM)
        for line in source.snippet.splitlines():
            terminal.paragraph(f"“{line}”", "       ")


def show_services(terminal: Terminal, installation: Installation) -> None:
    terminal.title("The stack goes on running")
    for service in SERVICES:
        url = installation.url(service)
        terminal.say(f"   {service:<16}{url:<30}{url}/docs")
    terminal.say(f"   {'mails':<16}{display(installation.folder.mail)}")
    terminal.say(f"   {'logs':<16}{display(installation.folder.log)}")
    terminal.say("   Stop it with `make down`.")


def show_curl(terminal: Terminal, api: Api, account: Account, vault: Vault, document: Document) -> None:
    """The steps from signing in on, each ready to be pasted into a shell in this folder."""
    signed_in = {"email": account.email, "password": account.password}
    bearer = '-H "Authorization: Bearer $TOKEN"'
    picked_out = r"""sed 's/.*"access_token":"\([^"]*\)".*/\1/'"""
    upload = shlex.quote(f"file=@{display(SPECIMEN)}")
    documents = api.url("document", f"/vaults/{vault.id}/documents")
    terminal.title("The same with cURL")
    for title, lines in (
        ("sign in", (f"TOKEN=$(curl -s {api.url('account', '/auth/signin')}", *_json(signed_in), f"| {picked_out})")),
        ("create a vault", (f"curl {api.url('vault', '/vaults')} {bearer}", *_json({"description": "My documents"}))),
        ("upload; the same file again is `duplicate`", (f"curl {documents}/upload", f"{bearer} -F {upload}")),
        ("look at what was read", (f"curl {api.url('document', f'/documents/{document.id}')}", bearer)),
        ("ask", (f"curl {api.url('assistant', f'/vaults/{vault.id}/ask')}", bearer, *_json({"question": QUESTION}))),
    ):
        terminal.say(f"# {title}", DIM)
        terminal.say(" \\\n  ".join(lines))


def _json(body: dict[str, str]) -> tuple[str, str]:
    return "-H 'Content-Type: application/json'", f"-d {shlex.quote(json.dumps(body))}"


def _place(box: Box) -> str:
    left, top, right, bottom = box
    return f"{left:.1%} to {right:.1%} from the left, {top:.1%} to {bottom:.1%} from the top"
