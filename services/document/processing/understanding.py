"""What the pages of a document say: its type, its fields and what it resembles."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.document.catalogue.catalogue import DocumentType
from services.document.classification.classify import classify
from services.document.classification.corrections import Correction, corrected
from services.document.classification.meaning import Vector
from services.document.classification.schemas import ClassificationRead
from services.document.classification.sketch import sketch_of
from services.document.classification.verdict import Classification
from services.document.extraction.asking import ask_for_missing
from services.document.extraction.extract import extract
from services.document.extraction.fields import FieldValue
from services.document.models import Document
from services.document.mrz.find import find_mrz
from services.document.mrz.reading import MrzReading
from services.document.processing.repository import ProcessingRepository
from services.document.reading.language import detect_language
from services.document.reading.page import Box, Page
from services.document.resources import DocumentResources


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a look at all pages yields; `vector` is None where there is too little text to compare."""

    language: str | None
    mrz: MrzReading | None
    classification: Classification
    vector: Vector | None
    sketch: list[int]


async def understand_document(
    resources: DocumentResources, document: Document, pages: Sequence[Page]
) -> tuple[Understanding, dict[str, Any]]:
    """What was found, and the columns of the document that follow from it. A type that a person chose stays."""
    found = await asyncio.to_thread(_look, resources, pages)
    if found.vector is not None and not document.is_type_chosen:
        async with resources.sessions() as session:
            corrections = await ProcessingRepository(session).corrections(document, found.vector)
        found = _learn(found, corrections, resources)
    chosen = document.document_type_code if document.is_type_chosen else None
    kind = resources.catalogue.by_code(chosen or found.classification.code)
    values = await read_fields(resources, kind, pages, found.mrz)
    columns: dict[str, Any] = {
        "language": found.language,
        "classification": ClassificationRead.of(found.classification).model_dump(mode="json"),
        "metadata_details": {name: details(value, pages) for name, value in values.items()},
    }
    if chosen is None:
        columns |= {"document_type_code": kind.code, "classification_confidence": found.classification.confidence}
    return found, columns


async def read_fields(
    resources: DocumentResources, kind: DocumentType, pages: Sequence[Page], mrz: MrzReading | None
) -> dict[str, FieldValue]:
    """The fields of a type: by rules, and what they leave open from the language model where there is one."""
    today = resources.now().date()
    values = await asyncio.to_thread(extract, kind, pages, mrz, today=today)
    if resources.language_model is None:
        return values
    return await ask_for_missing(resources.language_model, kind, pages, values, today=today)


def _look(resources: DocumentResources, pages: Sequence[Page]) -> Understanding:
    mrz = find_mrz(pages, today=resources.now().date())
    vector = resources.meanings.vector_of(pages)
    return Understanding(
        detect_language("\n".join(page.text for page in pages)),
        mrz,
        classify(pages, mrz, resources.catalogue, likeness=resources.meanings.likeness(vector)),
        vector,
        sketch_of(pages),
    )


def _learn(found: Understanding, corrections: list[Correction], resources: DocumentResources) -> Understanding:
    learnt = corrected(found.classification, found.sketch, corrections, resources.catalogue)
    return replace(found, classification=learnt)


def details(value: FieldValue, pages: Sequence[Page]) -> dict[str, Any]:
    """A value as a document keeps it."""
    page = next((page for page in pages if page.number == value.page), None)
    kept = {
        "value": value.value,
        "printed": value.printed,
        "confidence": round(value.confidence, 3),
        "page": value.page,
        "box": value.box,
        "method": value.method,
        "verified": value.verified,
        "evidence": value.evidence,
        "snippet": _line_at(page, value.box) if page and value.box else None,
    }
    return kept | {"differs_from": value.differs_from} if value.differs_from else kept


def _line_at(page: Page, box: Box) -> str | None:
    """The text of the line that covers most of the box: what a citation of the value quotes."""

    def overlap(other: Box) -> float:
        width = min(box[2], other[2]) - max(box[0], other[0])
        height = min(box[3], other[3]) - max(box[1], other[1])
        return max(0.0, width) * max(0.0, height)

    best = max(page.lines, key=lambda line: overlap(line.box), default=None)
    return best.text if best and overlap(best.box) > 0 else None
