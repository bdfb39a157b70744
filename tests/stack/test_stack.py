"""Through the real processes: the main job on real documents, and what is left of it when something is killed.

One file, so that a parallel run starts one stack.
"""

import json
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID

import httpx
import psutil
import pytest

from scripts.bench.pdf import pdf, stream, typed
from tests.stack.conftest import Stack
from tests.stack.renewals import EXECUTIONS, Renewals
from tests.support.documents import one_page_pdf

ROOT = Path(__file__).parents[2]
SPECIMEN = ROOT / "scripts" / "demo" / "passport-specimen.png"
REAL = ROOT.parent / "shared" / "data" / "documents"
QUESTION = {"question": "What is my passport expiration date?"}


@pytest.fixture(scope="module")
def passport_vault(stack: Stack) -> str:
    vault_id = stack.new_vault()
    document = stack.finished(stack.upload(vault_id, "passport.png", SPECIMEN.read_bytes()))
    assert document["status"] == "processed", document["error"]
    return vault_id


class TestPassport:
    def test_is_read_with_verified_check_digits(self, stack: Stack, passport_vault: str) -> None:
        (document,) = stack.request("GET", "document", f"/vaults/{passport_vault}/documents").json()["documents"]
        assert document["document_type_code"] == "PASSPORT"
        expected = {
            "document_number": "L898902C3",
            "surname": "ERIKSSON",
            "given_names": "ANNA MARIA",
            "date_of_birth": "1974-08-12",
            "expiration_date": "2012-04-15",
            "nationality": "UTO",
            "sex": "F",
        }
        assert expected.items() <= document["metadata"].items()
        details = document["metadata_details"]
        assert [
            name for name in ("document_number", "date_of_birth", "expiration_date") if details[name]["verified"]
        ] == [
            "document_number",
            "date_of_birth",
            "expiration_date",
        ]
        assert details["surname"]["verified"] is False
        assert details["expiration_date"]["page"] == 1
        left, top, right, bottom = details["expiration_date"]["box"]
        assert 0 <= left < right <= 1
        assert 0 <= top < bottom <= 1

    def test_question_is_answered_with_a_citation(self, stack: Stack, passport_vault: str) -> None:
        answer = stack.request("POST", "assistant", f"/vaults/{passport_vault}/ask", json=QUESTION).json()
        assert "15 April 2012" in answer["answer"]
        assert "[1]" in answer["answer"]
        assert answer["grounded"] is True
        (source,) = answer["sources"]
        assert (source["index"], source["filename"], source["page"]) == (1, "passport.png", 1)
        assert len(source["boxes"][0]) == 4
        assert answer["model"] == "extractive"

    def test_conversation_goes_on(self, stack: Stack, passport_vault: str) -> None:
        path = f"/vaults/{passport_vault}/ask"
        first = stack.request("POST", "assistant", path, json=QUESTION).json()
        follow = QUESTION | {"conversation_id": first["conversation_id"]}
        second = stack.request("POST", "assistant", path, json=follow).json()
        assert second["conversation_id"] == first["conversation_id"]
        assert second["message_id"] != first["message_id"]

    def test_stream_ends_with_the_whole_answer(self, stack: Stack, passport_vault: str) -> None:
        response = stack.request("POST", "assistant", f"/vaults/{passport_vault}/ask-stream", json=QUESTION)
        assert response.headers["content-type"].startswith("text/event-stream")
        events = [block.split("\n") for block in response.text.strip().split("\n\n")]
        named = [(lines[0].removeprefix("event: "), json.loads(lines[1].removeprefix("data: "))) for lines in events]
        assert named[0][0] == "sources"
        assert named[-1][0] == "done"
        assert "".join(data["text"] for name, data in named if name == "token") == named[-1][1]["answer"]

    def test_what_no_document_says_is_not_answered(self, stack: Stack, passport_vault: str) -> None:
        question = {"question": "What is my monthly rent?"}
        answer = stack.request("POST", "assistant", f"/vaults/{passport_vault}/ask", json=question).json()
        assert (answer["grounded"], answer["sources"]) == (False, [])

    def test_is_found_by_meaning(self, stack: Stack, passport_vault: str) -> None:
        wanted = {"query": "When does the travel document expire?", "top_k": 3}
        path = f"/vaults/{passport_vault}/semantic-search"
        results = stack.request("POST", "document", path, json=wanted).json()["results"]
        assert results[0]["filename"] == "passport.png"
        assert 0 < results[0]["score"] <= 1


def _real_files() -> list[Path]:
    return sorted(path for path in REAL.glob("*") if path.suffix != ".txt") if REAL.exists() else []


@pytest.fixture(scope="module")
def processed(stack: Stack) -> dict[str, dict[str, Any]]:
    """Every real file, uploaded at once and processed to its end."""
    vault_id = stack.new_vault()
    uploaded = {path.name: stack.upload(vault_id, path.name, path.read_bytes()) for path in _real_files()}
    return {name: stack.finished(document_id) for name, document_id in uploaded.items()}


@pytest.mark.skipif(not REAL.exists(), reason="the real documents are kept beside the project, not in it")
class TestRealDocuments:
    def test_only_the_broken_one_fails_and_says_why(self, processed: dict[str, dict[str, Any]]) -> None:
        failed = {name: document["error"] for name, document in processed.items() if document["status"] == "failed"}
        assert list(failed) == ["scan-invalid.pdf"]
        assert "PDF" in str(failed["scan-invalid.pdf"])

    @pytest.mark.parametrize(
        ("name", "code", "fields"),
        [
            ("specimen-td3.jpg", "PASSPORT", {"date_of_birth": "1974-08-12", "expiration_date": "2012-04-15"}),
            ("specimen-td1.jpg", "NATIONAL_ID", {"date_of_birth": "1974-08-12", "expiration_date": "2012-04-15"}),
            ("specimen-td2.jpg", "NATIONAL_ID", {"date_of_birth": "1974-08-12", "expiration_date": "2012-04-15"}),
            ("specimen-mrva.jpg", "VISA", {"document_number": "L8988901C", "expiration_date": "1996-12-10"}),
            ("specimen-mrvb.jpg", "VISA", {"document_number": "L8988901C", "expiration_date": "1996-12-10"}),
            ("form-i-9-blank.pdf", "I9", {}),
            ("form-i-131-blank.pdf", "I131", {}),
        ],
    )
    def test_is_what_it_is(
        self, processed: dict[str, dict[str, Any]], name: str, code: str, fields: dict[str, str]
    ) -> None:
        document = processed[name]
        assert document["document_type_code"] == code
        assert fields.items() <= document["metadata"].items()

    def test_no_zone_is_invented(self, processed: dict[str, dict[str, Any]]) -> None:
        details = processed["specimen-nomrz.jpg"]["metadata_details"]
        assert not [name for name, field in details.items() if field["method"] == "mrz"]


def kill(process: psutil.Process) -> None:
    """The main process and its children at once, as the kernel does when memory runs out."""
    for victim in [process, *process.children(recursive=True)]:
        victim.send_signal(signal.SIGKILL)


RESULT = """
    select status, failures, page_count, document_type_code, metadata_details::text as fields,
        (select array_agg(number || method || text order by number) from document.pages where document_id = d.id),
        (select array_agg(position || text order by position) from document.chunks where document_id = d.id) as chunks,
        (select count(*) from document.chunk_embeddings e join document.chunks c on c.id = e.chunk_id
            where c.document_id = d.id) as vectors,
        (select count(*) from vault.activity where target_id = d.id and action = 'document.processed') as told
    from document.documents d where id = $1
"""
HELD = "select stage, lease_owner is not null as held, status from document.documents where id = $1"


def mixed_pdf(number: int) -> bytes:
    """Two pages of text and a scan between them, so that it goes through all stages; other bytes by each number."""
    scan = b"q 400 0 0 300 0 0 cm /I1 Do Q"
    letter = typed(["Utopia Housing Office", "The rent is due on the first day of each month."])
    picture = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 /Width 400 /Height 300"
    white = stream(b"\xff" * 400 * 300, picture)
    return pdf([(letter, b""), (scan, b""), (letter, b"")], b"/XObject << /I1 4 0 R >>", [white]) + b"%d" % number


@pytest.fixture(scope="module")
def undisturbed(stack: Stack) -> dict[str, Any]:
    """What becomes of the document when nobody is killed."""
    document_id = stack.upload(stack.new_vault(), "mixed.pdf", mixed_pdf(0))
    stack.finished(document_id)
    return result(stack, document_id)


def result(stack: Stack, document_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 10
    while not (row := stack.row(RESULT, UUID(document_id)))["told"] and time.monotonic() < deadline:
        time.sleep(0.1)  # the vault hears of it by a task of its own
    return row


@pytest.mark.parametrize(
    ("stage", "worker"),
    [
        ("read", "worker-embedding"),
        ("ocr", "worker-ocr"),
        ("understand", "worker-embedding"),
        ("index", "worker-embedding"),
    ],
)
def test_worker_killed_at_a_stage_leaves_no_trace(
    stack: Stack, undisturbed: dict[str, Any], stage: str, worker: str
) -> None:
    document_id = caught_at(stack, stage)
    kill(stack.process(worker))
    started = time.monotonic()
    assert stack.finished(document_id)["status"] == "processed"
    assert time.monotonic() - started < 60
    assert result(stack, document_id) == undisturbed


def caught_at(stack: Stack, stage: str) -> str:
    """A document that a worker is busy with at this stage; some are through before one looks."""
    for number in range(1, 20):
        document_id = stack.upload(stack.new_vault(), "mixed.pdf", mixed_pdf(number))
        while (row := stack.row(HELD, UUID(document_id)))["status"] == "processing":
            if row["held"] and row["stage"] == stage:
                return document_id
    raise AssertionError(f"no document was ever seen at {stage}")


KILLED = ("worker", "workflow", "worker", "relay", "workflow")
ENDS = """
    select count(*) filter (where status = 'completed') as completed,
        count(*) filter (where status = 'cancelled') as cancelled,
        count(*) as all,
        (select count(*) from workflow.notices) as mails,
        (select count(distinct (execution_id, subject)) from workflow.notices where sent_at is not null) as different
    from workflow.executions
"""


def test_no_execution_is_lost_and_nothing_done_twice(stack: Stack, passport_vault: str) -> None:
    """Renewals, each with a policy in the background and mails, while processes are killed."""
    renewals = Renewals(stack, passport_vault)
    chance = random.Random(7)
    end = Event()

    def kill_now_and_then() -> None:
        for name in KILLED:
            if end.wait(chance.uniform(0.5, 3)):
                return
            kill(stack.process(name))

    killer = Thread(target=kill_now_and_then)
    killer.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            for renewal in [pool.submit(renewals.walk, number) for number in range(EXECUTIONS)]:
                renewal.result()
    finally:
        end.set()
        killer.join()
    third = EXECUTIONS // 3
    expected = {
        "completed": 2 * third,
        "cancelled": third,
        "all": EXECUTIONS,
        "mails": 4 * third,
        "different": 4 * third,
    }
    deadline = time.monotonic() + 60
    while (row := stack.row(ENDS)) != expected and time.monotonic() < deadline:
        time.sleep(0.2)
    assert row == expected


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
