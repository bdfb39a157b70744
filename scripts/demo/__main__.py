"""The quick start of the reference, over HTTP, against the running stack: `make demo`."""

import os
import secrets
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from shared.settings import SERVICES

SPECIMEN = Path(__file__).with_name("passport-specimen.png")
QUESTION = "What is my passport expiration date?"
PATIENCE_SECONDS = 120.0


class DemoError(Exception):
    """One sentence for the person at the terminal."""


class Api:
    """The services as a client sees them: a base URL each."""

    def __init__(self, port_base: int) -> None:
        self.port_base = port_base
        self.client = httpx.Client(timeout=30, trust_env=False)

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.port_base + 1 + SERVICES.index(service)}"

    def call(self, method: str, service: str, path: str, **options: Any) -> dict[str, Any]:
        """The answer's body. Raises DemoError where nobody listens or the answer is an error."""
        try:
            response = self.client.request(method, f"{self.url(service)}/api/v1{path}", **options)
        except httpx.TransportError as error:
            message = f"The {service} service does not answer at {self.url(service)}: start the stack with `make up`."
            raise DemoError(message) from error
        body: dict[str, Any] = response.json()
        if response.is_error:
            message = f"The {service} service answered {response.status_code}: {body['detail']}"
            raise DemoError(message)
        return body


def run(api: Api) -> None:
    """Sign up, make a vault, upload the passport, wait until it is read, ask."""
    email, password = f"anna-{secrets.token_hex(3)}@utopia.example", secrets.token_urlsafe(12)
    signed_up = api.call("POST", "account", "/auth/signup", json={"email": email, "password": password})
    api.client.headers["Authorization"] = f"Bearer {signed_up['access_token']}"
    _say(f"Signed up as {email} with the password {password}")
    vault = api.call("POST", "vault", "/vaults", json={"description": "My documents"})
    _say(f"Created the vault {vault['name']!r}")
    files = {"file": (SPECIMEN.name, SPECIMEN.read_bytes())}
    uploaded = api.call("POST", "document", f"/vaults/{vault['id']}/documents/upload", files=files)
    document = _processed(api, uploaded["document"])
    _show_fields(document)
    answer = api.call("POST", "assistant", f"/vaults/{vault['id']}/ask", json={"question": QUESTION})
    _show_answer(answer)
    _show_next_steps(api, vault["id"])


def _processed(api: Api, document: dict[str, Any]) -> dict[str, Any]:
    started = time.monotonic()
    _say(f"Uploaded {document['filename']}, {document['size_bytes'] // 1024} kB; reading it …")
    while document["status"] == "processing":
        if time.monotonic() - started > PATIENCE_SECONDS:
            message = f"Not read after {PATIENCE_SECONDS:.0f} s: see log/worker-ocr.log in the data folder."
            raise DemoError(message)
        time.sleep(0.2)
        document = api.call("GET", "document", f"/documents/{document['id']}")["document"]
    if document["status"] == "failed":
        message = f"The document could not be read: {document['error']}"
        raise DemoError(message)
    _say(f"Read as {document['document_type_name']} in {time.monotonic() - started:.1f} s\n")
    return document


def _show_fields(document: dict[str, Any]) -> None:
    print(f"  {'field':<20}{'value':<24}{'page':>4}  {'sure':>5}  read from")
    for name, field in document["metadata_details"].items():
        read_from = field["method"] + (", check digit verified" if field["verified"] else "")
        print(f"  {name:<20}{field['value']:<24}{field['page']:>4}  {field['confidence']:>5.0%}  {read_from}")
    print()


def _show_answer(answer: dict[str, Any]) -> None:
    print(f"{QUESTION}\n{answer['answer']}")
    for source in answer["sources"]:
        box = ", ".join(f"{edge:.2f}" for edge in source["boxes"][0]) if source["boxes"] else "whole page"
        print(f"[{source['index']}] {source['filename']}, page {source['page']}, box ({box}): {source['snippet']}")
    print()


def _show_next_steps(api: Api, vault_id: str) -> None:
    print("The stack goes on running; stop it with `make down`. Its interactive references:")
    for service in SERVICES[:4]:
        print(f"  {service:<10} {api.url(service)}/docs")
    print(
        "\nAsk by yourself, with the access_token of POST "
        f"{api.url('account')}/api/v1/auth/signin as TOKEN:\n"
        f"  curl -X POST {api.url('assistant')}/api/v1/vaults/{vault_id}/ask \\\n"
        "    -H 'Authorization: Bearer TOKEN' -H 'Content-Type: application/json' \\\n"
        '    -d \'{"question": "Whose passport is it?"}\''
    )


def _say(text: str) -> None:
    print(f"• {text}", flush=True)


if __name__ == "__main__":
    try:
        run(Api(int(os.environ.get("IMMIBLOX_PORT_BASE") or 8000)))
    except DemoError as error:
        sys.exit(str(error))
