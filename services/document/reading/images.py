"""Image files: PNG, JPEG, WebP, HEIC, and TIFF with one or many pages."""

import struct
import zlib
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from PIL import Image, ImageOps
from PIL.ImageFile import ImageFile
from pillow_heif import HeifImageFile

from services.document.reading.errors import MOST_PAGES, TooManyPages, UnreadableDocument

MOST_PIXELS = 64_000_000
"""An A4 page at 700 dpi. It bounds what decoding takes, whatever the file says of itself."""

SIDE_NEEDED = 4000
"""A larger JPEG is decoded at a half, a quarter or an eighth of its size, as long as its sides stay above this."""

PILLOW_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/tiff": "TIFF"}
DAMAGED = "The image is damaged."
TOO_LARGE = f"The image is too large: more than {MOST_PIXELS // 1_000_000} million pixels."
DECODING_ERRORS = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, AssertionError),
    *(EOFError, RuntimeError, struct.error, zlib.error),
)
"""What Pillow and pillow-heif raise on bytes that they can't make sense of."""


class ImageReader:
    """Gives the pages of an image to OCR. Opening and rendering raise UnreadableDocument."""

    def __init__(self, path: Path, content_type: str) -> None:
        try:
            with ExitStack() as closing:
                self._image = closing.enter_context(_open(path, content_type))
                self.page_count = _count_pages(self._image) if content_type == "image/tiff" else 1
                closing.pop_all()
        except Image.DecompressionBombError as error:
            raise UnreadableDocument(TOO_LARGE) from error
        except DECODING_ERRORS as error:
            raise UnreadableDocument(DAMAGED) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._image.close()

    def read_text(self, _number: int) -> None:
        """An image has no text layer."""
        return

    def render(self, number: int) -> Image.Image:
        """The page upright as its EXIF data say, RGB, transparent parts white."""
        try:
            if self.page_count > 1:
                self._image.seek(number - 1)
            self._image.draft(None, (SIDE_NEEDED, SIDE_NEEDED))
            if self._image.width * self._image.height > MOST_PIXELS:
                raise UnreadableDocument(TOO_LARGE)
            return ImageOps.exif_transpose(_opaque(_reduced(self._image)))
        except DECODING_ERRORS as error:
            raise UnreadableDocument(DAMAGED) from error


def _open(path: Path, content_type: str) -> ImageFile:
    if content_type == "image/heic":
        return HeifImageFile(path)  # type: ignore[no-untyped-call]  # pillow-heif doesn't type its constructor
    return Image.open(path, formats=[PILLOW_FORMATS[content_type]])


def _count_pages(image: ImageFile) -> int:
    """Raises TooManyPages before it has walked through all of them, which takes longer with each."""
    for number in range(1, MOST_PAGES + 1):
        try:
            image.seek(number)
        except EOFError:
            image.seek(0)
            return number
    raise TooManyPages


def _reduced(image: Image.Image) -> Image.Image:
    """A large picture at a half or less of its size, before copies of it are made."""
    factor = max(image.size) // SIDE_NEEDED
    if factor < 2 or image.mode.startswith(("I", "F")):
        return image
    if image.mode in {"1", "P", "PA"}:
        image = image.convert("L" if image.mode == "1" else "RGBA")
    reduced = image.reduce(factor)
    reduced.info = image.info
    return reduced


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image).convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    white = Image.new("RGB", layered.size, "white")
    white.paste(layered, mask=layered.getchannel("A"))
    return white


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scaled, where Pillow's own conversion would cut everything above 255 off to white."""
    levels = np.asarray(image, dtype=np.float32)
    return Image.fromarray((levels * (255 / max(1.0, float(levels.max())))).astype(np.uint8))
