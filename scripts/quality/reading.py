"""Reads a made document as the service does, and says what came out."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from scripts.quality.documents import CLEAN, Made, Order
from scripts.quality.facts import TODAY
from scripts.quality.typesetting import Sheet
from services.document.catalogue.catalogue import load_catalogue
from services.document.classification.classify import classify
from services.document.classification.meaning import Meanings
from services.document.embedding.model import Embedder
from services.document.extraction.extract import extract
from services.document.mrz.find import find_mrz
from services.document.reading.document import open_document
from services.document.reading.ocr import OcrEngine
from services.document.reading.page import Page

MODELS = Path("var/models")
"""Where a stack on this folder keeps them too."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was read of one document, beside its truth. `edits` of `characters` were wrong, on clean scans only."""

    order: Order
    code: str
    confidence: float
    runner_up: str | None
    evidence: str
    fields: dict[str, str]
    truth: dict[str, str]
    fields_of_type: dict[str, str]
    """With the type given, for what extraction alone can do."""
    zone: tuple[str, ...]
    printed_zone: tuple[str, ...]
    text: str
    edits: int
    characters: int
    seconds: float


def read_file(path: Path, content_type: str) -> list[Page]:
    """Every page: from its text layer, or else by OCR. Raises UnreadableDocument."""
    pages = []
    with open_document(path, content_type) as reader:
        number = 1
        while number <= reader.page_count:
            page = reader.read_text(number) or _engine().read_page(reader.render(number), number)
            pages.append(page)
            number += 1
    return pages


def read(order: Order, made: Made, path: Path) -> Outcome:
    """Through reading, zone, classification and extraction; `path` holds the file."""
    started = time.perf_counter()
    pages = read_file(path, made.content_type)
    mrz = find_mrz(pages, today=TODAY)
    likeness = _meanings().likeness(_meanings().vector_of(pages))
    found = classify(pages, mrz, load_catalogue(), likeness=likeness)
    fields = extract(load_catalogue().by_code(found.code), pages, mrz, today=TODAY)
    given = extract(load_catalogue().by_code(order.form.type), pages, mrz, today=TODAY)
    edits, characters = _character_errors(made.sheets, pages) if order.medium == CLEAN else (0, 0)
    return Outcome(
        order=order,
        code=found.code,
        confidence=found.confidence,
        runner_up=found.runner_up[0] if found.runner_up else None,
        evidence=f"{found.method}: {found.evidence.text}" if found.evidence else found.method,
        fields={name: value.value for name, value in fields.items()},
        truth=dict(made.fields),
        fields_of_type={name: value.value for name, value in given.items()},
        zone=mrz.lines if mrz else (),
        printed_zone=made.zone,
        text="\n\f\n".join(page.text for page in pages),
        edits=edits,
        characters=characters,
        seconds=time.perf_counter() - started,
    )


def _character_errors(sheets: Sequence[Sheet], pages: Sequence[Page]) -> tuple[int, int]:
    """Edits that turn what was read into what is printed, and the length of that; the zone is measured by itself."""
    edits = characters = 0
    for sheet, page in zip(sheets, pages, strict=True):
        printed = "\n".join(" ".join(piece.text for piece in row) for row in sheet.rows)
        edits += Levenshtein.distance(printed, _by_rows(sheet, page))
        characters += len(printed)
    return edits, characters


def _by_rows(sheet: Sheet, page: Page) -> str:
    """The words that were read, in the order of the printed rows: how well letters are read, whatever the columns."""
    middles = [row[0].y - 0.35 * max(piece.size for piece in row) for row in sheet.rows]
    zone_top = sheet.zone_baseline(0) - 1.5 * sheet.zone_pitch if sheet.zone else sheet.height
    rows: list[list[tuple[float, str]]] = [[] for _ in middles]
    for word in (word for line in page.lines for word in line.words):
        middle = (word.box[1] + word.box[3]) / 2 * sheet.height
        if middle < zone_top:
            nearest = min(range(len(middles)), key=lambda number: abs(middles[number] - middle))
            rows[nearest].append((word.box[0], word.text))
    return "\n".join(" ".join(text for _, text in sorted(row)) for row in rows)


@cache
def _engine() -> OcrEngine:
    # One thread: as many documents are read at once as there are cores.
    return OcrEngine(threads=1)


@cache
def _meanings() -> Meanings:
    return Meanings(load_catalogue(), Embedder(MODELS, threads=1), MODELS)
