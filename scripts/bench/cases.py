"""What is measured. Each case returns its figure; its limit stands in `__main__.py`."""

import statistics
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from scripts.bench.form import draw_form
from scripts.bench.pdf import long_pdf, one_page_pdf
from scripts.bench.stack import Stack
from scripts.bench.timing import processor_seconds, seconds
from services.document.reading.ocr import OcrEngine

if TYPE_CHECKING:
    from PIL.Image import Image

ROUNDS = 5
UPLOADS = 15
LONG_UPLOADS = 3
QUESTIONS = 30
THREADS = 2
SPECIMEN = Path(__file__).parents[1] / "demo" / "passport-specimen.png"


def start_seconds(stack: Stack) -> float:
    return stack.start_seconds


def idle_gigabytes(stack: Stack) -> float:
    """Proportional set size: memory that processes share is counted once."""
    return sum(process.memory_full_info().pss for process in stack.processes()) / 1e9


def text_pdf_seconds(stack: Stack) -> float:
    """From the upload of a one-page text PDF to `processed`, median."""
    vault_id = stack.new_vault()
    times = []
    for number in range(UPLOADS):
        started = time.perf_counter()
        stack.upload(vault_id, f"letter-{number}.pdf", one_page_pdf(f"Letter number {number} of this run."))
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def long_pdf_seconds(stack: Stack) -> float:
    """From the upload of a text PDF of 50 full pages to `processed`, median."""
    vault_id = stack.new_vault()
    times = []
    for number in range(LONG_UPLOADS):
        content = long_pdf(50, seed=number)
        times.append(seconds(partial(stack.upload, vault_id, f"report-{number}.pdf", content)))
    return statistics.median(times)


def ask_seconds(stack: Stack) -> float:
    """A question about a passport among other documents, median."""
    vault_id = stack.new_vault()
    stack.upload(vault_id, SPECIMEN.name, SPECIMEN.read_bytes())
    for number in range(5):
        stack.upload(vault_id, f"{number}.pdf", one_page_pdf(f"Lease number {number}: the rent is due monthly."))
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
    """Processor time of our reading of a page over the OCR engine's alone on the same picture, median of turns."""
    from PIL import Image

    picture = Image.open(SPECIMEN).convert("RGB")
    ours = OcrEngine(THREADS)
    ours.read_page(picture, 1)
    engine, pixels = ours._engine, np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])  # noqa: SLF001 - without us
    ratios = []
    for _ in range(ROUNDS):
        alone = processor_seconds(lambda: engine(pixels))
        ratios.append(processor_seconds(lambda: ours.read_page(picture, 1)) / alone)
    return statistics.median(ratios)


def passport_seconds(_stack: Stack) -> float:
    """OCR of a passport's data page."""
    from PIL import Image

    return _reading_seconds(Image.open(SPECIMEN))


def form_seconds(_stack: Stack) -> float:
    """OCR of a page full of boxes, captions and answers."""
    return _reading_seconds(draw_form())


def _reading_seconds(picture: "Image") -> float:
    ours = OcrEngine(THREADS)
    ours.read_page(picture, 1)
    return statistics.median(seconds(lambda: ours.read_page(picture, 1)) for _ in range(ROUNDS))
