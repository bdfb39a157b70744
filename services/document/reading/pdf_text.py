"""The text layer of a PDF page: words from characters, and whether the layer is worth reading at all.

Every function here calls PDFium: the caller holds its lock.
"""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Sequence
from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from services.document.reading.page import Box, Word, enclosing

MOST_CHARACTERS = 30_000
"""More than a page can show; one with more was made to keep its reader busy."""

FEW_CHARACTERS = 100
PICTURE_PIXELS = 300 * 300
"""Fewer characters than FEW_CHARACTERS beside pictures of this size are a stamp on a scan."""

MOST_UNKNOWN = 0.3
"""Share of characters whose font doesn't tell which letter they are, above which a text layer is garbage."""

LINE_HYPHENS = {"\x02", "\xad", "\ufffe"}
"""What PDFium gives for a hyphen at the end of a line; the next character is the next line's first."""

OBJECTS_SEEN = 1_000
CHARACTERS_SAMPLED = 500
ANGLES_SAMPLED = 50
GRID = 100_000


def worth_reading(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> bool:
    """False for a scan (with or without a stamp on it), for text drawn as curves, and for text without letters."""
    count = character_count(text)
    if count < FEW_CHARACTERS:
        # A page may hold millions of objects; scans hold their pictures among the first.
        objects = list(islice(page.get_objects(), OBJECTS_SEEN))
        pictures = [item.get_px_size() for item in objects if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE]
        if sum(width * height for width, height in pictures) >= PICTURE_PIXELS or (count == 0 and objects):
            return False
    sample = range(0, count, max(1, count // CHARACTERS_SAMPLED))
    unknown = sum(1 for index in sample if pdfium_c.FPDFText_HasUnicodeMapError(text, index) == 1)
    return unknown <= MOST_UNKNOWN * len(sample)


def character_count(text: pdfium.PdfTextPage) -> int:
    return min(int(text.count_chars()), MOST_CHARACTERS)


def words_in_view(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> list[Word]:
    """The words that stand on the page, in the order of the file; PDFium itself adds the spaces between them."""
    found = []
    letters: list[str] = []
    for index in range(count := character_count(text)):
        code = chr(pdfium_c.FPDFText_GetUnicode(text, index))
        if not code.isspace():
            letters.append(_letters(code))
        if letters and (code.isspace() or code in LINE_HYPHENS):
            found.append(_word(page, text, letters, index - code.isspace()))
            letters = []
    if letters:
        found.append(_word(page, text, letters, count - 1))
    return [word for word in found if word.text and is_visible(word.box)]


def text_rotation(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> int:
    """How far the page, as a viewer shows it, must be turned clockwise for most of its text to stand upright."""
    count = character_count(text)
    angles = (pdfium_c.FPDFText_GetCharAngle(text, index) for index in range(0, count, max(1, count // ANGLES_SAMPLED)))
    quarters = Counter(round(math.degrees(angle) / 90) % 4 for angle in angles if angle >= 0)
    leaning = quarters.most_common(1)[0][0] * 90 if quarters else 0
    return (-leaning - int(page.get_rotation())) % 360


def box_in_view(page: pdfium.PdfPage, corners: Sequence[float]) -> Box:
    """A rectangle `(left, bottom, right, top)` of the PDF's own space as a box of the page that a viewer shows."""
    left, bottom, right, top = corners
    x0, y0 = _point_in_view(page, left, bottom)
    x1, y1 = _point_in_view(page, right, top)
    return _within(min(x0, x1)), _within(min(y0, y1)), _within(max(x0, x1)), _within(max(y0, y1))


def is_visible(box: Box) -> bool:
    return box[0] < box[2] and box[1] < box[3]


def _letters(code: str) -> str:
    """What to write for a character: ligatures are taken apart, and what is no character at all is shown as such."""
    if code < "\x7f" and code.isprintable():
        return code
    if code in LINE_HYPHENS:
        return "-"
    if "\ufb00" <= code <= "\ufb06":
        return unicodedata.normalize("NFKC", code)
    return "\ufffd" if unicodedata.category(code) in {"Cc", "Cs", "Cn"} else code


def _word(page: pdfium.PdfPage, text: pdfium.PdfTextPage, letters: list[str], last: int) -> Word:
    """The letters end at the character `last`. A word is straight, so its first and last one tell where it stands."""
    ends = _character_box(text, last - len(letters) + 1), _character_box(text, last)
    return Word(unicodedata.normalize("NFC", "".join(letters)), box_in_view(page, enclosing(ends)))


def _character_box(text: pdfium.PdfTextPage, index: int) -> Box:
    """`(left, bottom, right, top)`, as high as the font, so that the words of a line are of one height."""
    rectangle = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(text, index, rectangle)
    return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _point_in_view(page: pdfium.PdfPage, x: float, y: float) -> tuple[float, float]:
    """A point in fractions of the page; PDFium minds the page's own rotation and crop box."""
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, GRID, GRID, 0, x, y, across, down)
    return across.value / GRID, down.value / GRID


def _within(fraction: float) -> float:
    return min(max(fraction, 0.0), 1.0)
