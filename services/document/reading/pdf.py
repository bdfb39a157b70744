"""PDF files, one page at a time."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from services.document.reading.errors import UnreadableDocument
from services.document.reading.layout import group_lines, reading_order
from services.document.reading.page import Box, Page, ReadingMethod
from services.document.reading.pdf_fields import typed_lines
from services.document.reading.pdf_text import text_rotation, words_in_view, worth_reading
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
DYNAMIC_FORM = "The PDF is a dynamic XFA form, which only Adobe Reader can show: print it to a PDF and upload that."


class PdfReader:
    """Reads text layers and renders pages. Opening raises UnreadableDocument; so does reading a damaged page."""

    def __init__(self, path: Path) -> None:
        with PDFIUM:
            try:
                self._document = pdfium.PdfDocument(path)
            except pdfium.PdfiumError as error:
                raise UnreadableDocument(REASONS.get(error.err_code, DAMAGED)) from error
            self.page_count = len(self._document)
            if self.page_count == 1 and self._document.get_formtype() == pdfium_c.FORMTYPE_XFA_FULL:
                self._document.close()
                raise UnreadableDocument(DYNAMIC_FORM)
            self._document.init_forms()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with PDFIUM:
            self._document.close()

    def read_text(self, number: int) -> Page | None:
        """The page from its text layer and form fields; None where the layer isn't worth reading."""
        with self._page(number) as page:
            text = page.get_textpage()
            try:
                if not worth_reading(page, text):
                    return None
                rotation = text_rotation(page, text)
                words = words_in_view(page, text)
            finally:
                text.close()
            typed = typed_lines(page)
            width, height = page.get_size()

        def upright(box: Box) -> Box:
            """The box in points on the page as it is read."""
            x0, y0, x1, y1 = turned(box, rotation)
            across, down = (width, height) if rotation % 180 == 0 else (height, width)
            return x0 * across, y0 * down, x1 * across, y1 * down

        lines = group_lines([(upright(word.box), word) for word in words])
        lines += [(upright(line.box), line) for line in typed]
        return Page(number, tuple(reading_order(lines)), ReadingMethod.TEXT, rotation)

    def render(self, number: int) -> Image.Image:
        """The page as a viewer shows it, filled-in fields included: RGB, RENDER_DPI, at most MOST_PIXELS."""
        with self._page(number) as page:
            width, height = page.get_size()
            scale = min(RENDER_DPI / POINTS_PER_INCH, math.sqrt(MOST_PIXELS / max(1.0, width * height)))
            bitmap = page.render(scale=scale)
            image: Image.Image = bitmap.to_pil().convert("RGB")
            bitmap.close()
            return image

    @contextmanager
    def _page(self, number: int) -> Iterator[pdfium.PdfPage]:
        """Load a page for the length of a block that may call PDFium; what it cached goes with it."""
        with PDFIUM:
            try:
                page = self._document[number - 1]
                try:
                    yield page
                finally:
                    page.close()
            except pdfium.PdfiumError as error:
                raise UnreadableDocument(f"Page {number} of the PDF is damaged.") from error
