from collections.abc import Callable
from functools import cache

import pytest

from services.document.reading.document import open_document
from services.document.reading.ocr import OcrEngine
from services.document.reading.page import Page
from tests.services.document.reading.files import real

TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg"}


@pytest.fixture(scope="session")
def ocr() -> OcrEngine:
    return OcrEngine()


@pytest.fixture(scope="session")
def recognised(ocr: OcrEngine) -> Callable[[str], Page]:
    """The first page of a real file as OCR reads it, each read once: a page takes seconds."""

    @cache
    def read(name: str) -> Page:
        path = real(name)
        with open_document(path, TYPES[path.suffix]) as reader:
            return ocr.read_page(reader.render(1), 1)

    return read
