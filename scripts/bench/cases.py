"""What is measured. Each case returns its figure; its limit stands in `__main__.py`."""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from scripts.bench.pdf import one_page_pdf
from scripts.bench.stack import Stack
from services.document.reading.ocr import OcrEngine
from shared.settings import Settings

ROUNDS = 5
LOAD_SECONDS = 3.0
UPLOADS = 15
QUESTIONS = 30
BARE_PORT_OFFSET = 90
SPECIMEN = Path(__file__).parents[1] / "demo" / "passport-specimen.png"


def start_seconds(stack: Stack) -> float:
    return stack.start_seconds


def idle_gigabytes(stack: Stack) -> float:
    """Proportional set size: memory that processes share is counted once."""
    return sum(process.memory_full_info().pss for process in stack.processes()) / 1e9


def vault_read_ratio(stack: Stack) -> float:
    """Requests a second of `GET /vaults/{id}` over those of the bare service, both on the same core in turn."""
    path = f"/vaults/{stack.new_vault()}"
    port = stack.port("audit") + BARE_PORT_OFFSET
    bare = _start_bare(stack, port)
    service = stack.process_on(stack.port("vault"))
    try:
        for process in (service, bare):
            process.cpu_affinity([0])
        ratios = []
        for _ in range(ROUNDS):
            reference = _load(stack, port, path)
            ratios.append(_load(stack, stack.port("vault"), f"/api/v1{path}") / reference)
    finally:
        bare.kill()
        service.cpu_affinity([])
    return statistics.median(ratios)


def text_pdf_seconds(stack: Stack) -> float:
    """From the upload of a one-page text PDF to `processed`, median."""
    vault_id = stack.new_vault()
    times = []
    for number in range(UPLOADS):
        started = time.perf_counter()
        _upload(stack, vault_id, f"letter-{number}.pdf", one_page_pdf(f"Letter number {number} of this run."))
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def ask_seconds(stack: Stack) -> float:
    """A question about a passport among other documents, median."""
    vault_id = stack.new_vault()
    _upload(stack, vault_id, SPECIMEN.name, SPECIMEN.read_bytes())
    for number in range(5):
        _upload(stack, vault_id, f"{number}.pdf", one_page_pdf(f"Lease number {number}: the rent is due monthly."))
    times = []
    for _ in range(QUESTIONS):
        started = time.perf_counter()
        question = {"question": "What is my passport expiration date?"}
        answer = stack.call("POST", "assistant", f"/vaults/{vault_id}/ask", json=question).json()
        times.append(time.perf_counter() - started)
        if not answer["grounded"]:
            raise SystemExit(f"The answer has no source: {answer['answer']}")
    return statistics.median(times)


def ocr_ratio(_stack: Stack) -> float:
    """Our reading of a page over the OCR engine alone on the same picture, median of turns."""
    from PIL import Image

    picture = Image.open(SPECIMEN).convert("RGB")
    ours = OcrEngine(2)
    ours.read_page(picture, 1)
    engine, pixels = ours._engine, np.asarray(picture)[:, :, ::-1]  # noqa: SLF001 - the same engine without us
    ratios = []
    for _ in range(ROUNDS):
        alone = _seconds(lambda: engine(pixels))
        ratios.append(_seconds(lambda: ours.read_page(picture, 1)) / alone)
    return statistics.median(ratios)


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _upload(stack: Stack, vault_id: str, name: str, content: bytes) -> None:
    files = {"file": (name, content)}
    document = stack.call("POST", "document", f"/vaults/{vault_id}/documents/upload", files=files).json()["document"]
    while document["status"] == "processing":
        time.sleep(0.02)
        document = stack.call("GET", "document", f"/documents/{document['id']}").json()["document"]
    if document["status"] != "processed":
        raise SystemExit(f"{name} failed: {document['error']}")


def _start_bare(stack: Stack, port: int) -> psutil.Process:
    known = dict(line.split("=", 1) for line in (stack.folder / "keys" / "secrets.env").read_text().splitlines())
    url = _database_url(stack, known)
    command = [sys.executable, "-m", "uvicorn", "--factory", "scripts.bench.bare:create", f"--port={port}"]
    process = subprocess.Popen(
        [*command, "--no-access-log", "--log-level=warning"], env=os.environ | {"BARE_DATABASE_URL": url}
    )
    while not any(
        connection.status == psutil.CONN_LISTEN for connection in psutil.Process(process.pid).net_connections("tcp")
    ):
        time.sleep(0.1)
    return psutil.Process(process.pid)


def _database_url(stack: Stack, known: dict[str, str]) -> str:
    """The vault service's own way to the database, from its environment."""
    environment = stack.process_on(stack.port("vault")).environ() | known
    settings = Settings.model_validate(
        {
            "database_url": environment["IMMIBLOX_DATABASE_URL"],
            "database_passwords": {"vault": environment["IMMIBLOX_DATABASE_PASSWORDS__VAULT"]},
            **{
                name: environment[f"IMMIBLOX_{name.upper()}"]
                for name in ("redis_url", "broker_url", "storage_url", "smtp_url", "secret_key")
            },
        }
    )
    return settings.role_url("vault").render_as_string(hide_password=False)


def _load(stack: Stack, port: int, path: str) -> float:
    command = [sys.executable, "-m", "scripts.bench.load", str(port), path, str(LOAD_SECONDS)]
    environment = os.environ | {"LOAD_TOKEN": stack.token}
    done = subprocess.run(["taskset", "-c", "1", *command], env=environment, capture_output=True, text=True, check=True)
    rate: float = json.loads(done.stdout)["requests_per_second"]
    return rate
