import httpx
import pytest

from scripts.demo.errors import DemoError
from scripts.demo.quickstart import QuickStart
from tests.scripts.demo.conftest import FakeServices


def failure(start: QuickStart) -> str:
    with pytest.raises(DemoError) as raised:
        start.create_vault()
    return str(raised.value)


def test_a_service_that_is_away(start: QuickStart, services: FakeServices) -> None:
    services.answers["vault"] = httpx.ConnectError("Connection refused")
    assert failure(start) == (
        "The vault service can't be reached at http://127.0.0.1:8002: start the stack with `make up`."
    )


@pytest.mark.parametrize("error", [httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("gone")])
def test_a_service_that_breaks_off(start: QuickStart, services: FakeServices, error: httpx.TransportError) -> None:
    services.answers["vault"] = error
    assert failure(start) == (
        "The vault service at http://127.0.0.1:8002 broke off or took too long: see var/log/vault.log."
    )


def test_a_refusal_in_the_words_of_the_service(start: QuickStart, services: FakeServices) -> None:
    services.answers["vault"] = httpx.Response(503, json={"detail": "The database is not available"})
    assert failure(start) == "POST /vaults answered 503 (The database is not available): see var/log/vault.log."


@pytest.mark.parametrize("body", [b'{"detail": [{"msg": "Field required"}]}', b"<html>", b"[]"])
def test_a_refusal_without_a_sentence(start: QuickStart, services: FakeServices, body: bytes) -> None:
    services.answers["vault"] = httpx.Response(422, content=body)
    assert failure(start).startswith("POST /vaults answered 422 (Unprocessable")


@pytest.mark.parametrize("body", [b"<html>It works!</html>", b'{"id": 7}'])
def test_something_else_on_the_port(start: QuickStart, services: FakeServices, body: bytes) -> None:
    services.answers["vault"] = httpx.Response(200, content=body)
    assert "is not the vault service" in failure(start)
