"""Opens a file of any supported type, to be read page by page."""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from PIL.Image import Image

from services.document.reading.errors import MOST_PAGES, TooManyPages
from services.document.reading.page import Page
from services.document.reading.sniff import DOCX, TEXT


class DocumentReader(Protocol):
    """An open file. Pages count from 1; for use by one thread at a time, and to be left by `with`."""

    page_count: int

    def read_text(self, number: int) -> Page | None:
        """The page from its text, or None where only OCR can read it. Raises UnreadableDocument."""

    def render(self, number: int) -> Image:
        """The page as a picture for OCR, RGB. Raises UnreadableDocument."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def open_document(path: Path, content_type: str) -> DocumentReader:
    """Open a file of a type that `sniff` tells. Raises UnreadableDocument, with a reason for the user."""
    reader = _open(path, content_type)
    if reader.page_count > MOST_PAGES:
        with reader:
            raise TooManyPages
    return reader


def _open(path: Path, content_type: str) -> DocumentReader:
    # Each reader comes with a library of its own, and the web processes need none of them.
    if content_type == "application/pdf":
        from services.document.reading.pdf import PdfReader

        return PdfReader(path)
    if content_type == DOCX:
        from services.document.reading.word import read_word

        return read_word(path)
    if content_type == TEXT:
        from services.document.reading.plain import read_plain_text

        return read_plain_text(path)
    from services.document.reading.images import ImageReader

    return ImageReader(path, content_type)
