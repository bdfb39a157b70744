"""Killing what works: nothing is lost, and nobody has to help."""

import signal
import time

import httpx
import psutil
import pytest

from tests.stack.conftest import Stack
from tests.stack.test_main_job import SPECIMEN
from tests.support.documents import one_page_pdf

pytestmark = pytest.mark.xdist_group("stack")


def kill(process: psutil.Process) -> None:
    """The main process and its children at once, as the kernel does when memory runs out."""
    for victim in [process, *process.children(recursive=True)]:
        victim.send_signal(signal.SIGKILL)


def test_killed_ocr_worker_strands_no_document(stack: Stack) -> None:
    vault_id = stack.new_vault()
    # Other bytes than the specimen of the other tests, and the same picture.
    document_id = stack.upload(vault_id, "passport.png", SPECIMEN.read_bytes() + b"\x00")
    time.sleep(0.4)
    kill(stack.process("worker-ocr"))
    started = time.monotonic()
    assert stack.finished(document_id)["status"] == "processed"
    assert time.monotonic() - started < 30


def test_killed_relay_is_back_and_forwards_what_waited(stack: Stack) -> None:
    kill(stack.process("relay"))
    document_id = stack.upload(stack.new_vault(), "a.pdf", one_page_pdf("Uploaded while nobody forwards."))
    assert stack.finished(document_id)["status"] == "processed"


def test_killed_service_answers_again(stack: Stack) -> None:
    vault_id = stack.new_vault()
    kill(stack.process("vault"))
    deadline = time.monotonic() + 30
    while not _answers(stack, vault_id):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _answers(stack: Stack, vault_id: str) -> bool:
    try:
        return stack.request("GET", "vault", f"/vaults/{vault_id}").status_code == 200
    except httpx.TransportError:
        return False
