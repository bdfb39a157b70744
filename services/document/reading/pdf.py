"""PDF files, one page at a time."""

import math
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from services.document.reading import pdf_fields, pdf_text
from services.document.reading.errors import UnreadableDocument
from services.document.reading.layout import group_lines, reading_order
from services.document.reading.page import Box, Page, ReadingMethod
from services.document.reading.turning import turned

POINTS_PER_INCH = 72
RENDER_DPI = 200
MOST_PIXELS = 8_000_000
"""An A3 page at RENDER_DPI; a larger page is rendered at a lower resolution."""

PDFIUM = Lock()
"""PDFium keeps global state and isn't thread-safe: one call at a time in a process, closing included."""

REASONS = {
    pdfium_c.FPDF_ERR_PASSWORD: "The PDF is protected by a password.",
    pdfium_c.FPDF_ERR_SECURITY: "The PDF is encrypted in a way that can't be read here.",
}
DAMAGED = "The PDF is damaged: it has no pages."
DYNAMIC_FORM = "The PDF is a dynamic XFA form that only Adobe Reader can show. Print it to a PDF and upload that."
NOTICE = "Please wait..."
"""How the only page of a dynamic XFA form begins where a reader doesn't know XFA."""


class PdfReader:
    """Reads text layers and renders pages. Opening raises UnreadableDocument; so does a damaged page when read."""

    def __init__(self, path: Path) -> None:
        with PDFIUM:
            try:
                self._document = pdfium.PdfDocument(path)
            except pdfium.PdfiumError as error:
                raise UnreadableDocument(REASONS.get(error.err_code, DAMAGED)) from error
            self._document.init_forms()
            self.page_count = len(self._document)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with PDFIUM:
            self._document.close()

    def read_text(self, number: int) -> Page | None:
        """The page from its text layer and form fields; None where it has none worth reading."""
        with PDFIUM:
            page = self._load(number)
            try:
                return self._read(page, number)
            finally:
                page.close()

    def render(self, number: int) -> Image.Image:
        """The page as a viewer shows it, filled-in fields included: RGB, RENDER_DPI, at most MOST_PIXELS."""
        with PDFIUM:
            page = self._load(number)
            try:
                width, height = page.get_size()
                scale = min(RENDER_DPI / POINTS_PER_INCH, math.sqrt(MOST_PIXELS / (width * height)))
                bitmap = page.render(scale=scale)
                image: Image.Image = bitmap.to_pil().convert("RGB")
                bitmap.close()
                return image
            finally:
                page.close()

    def _load(self, number: int) -> pdfium.PdfPage:
        try:
            return self._document[number - 1]
        except pdfium.PdfiumError as error:
            raise UnreadableDocument(f"Page {number} of the PDF is damaged.") from error

    def _read(self, page: pdfium.PdfPage, number: int) -> Page | None:
        text = page.get_textpage()
        try:
            if not pdf_text.worth_reading(page, text):
                return None
            words = pdf_text.words(page, text)
            rotation = pdf_text.text_rotation(page, text)
        finally:
            text.close()
        self._refuse_dynamic_form(words...)
