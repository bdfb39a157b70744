"""What was typed or ticked into a PDF: values of form fields and text notes, which stand outside its text layer.

Every function here calls PDFium: the caller holds its lock.
"""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from services.document.reading.page import Box, Line
from services.document.reading.pdf_text import box_in_view, is_visible
from services.document.reading.spread import spread

TYPED = {pdfium_c.FPDF_FORMFIELD_TEXTFIELD, pdfium_c.FPDF_FORMFIELD_COMBOBOX, pdfium_c.FPDF_FORMFIELD_LISTBOX}
TICKED = {pdfium_c.FPDF_FORMFIELD_CHECKBOX, pdfium_c.FPDF_FORMFIELD_RADIOBUTTON}
TICK = "[x]"
UNSEEN = pdfium_c.FPDF_ANNOT_FLAG_HIDDEN | pdfium_c.FPDF_ANNOT_FLAG_NOVIEW
PASSWORD = 1 << 13
"""Flag of a text field that shows asterisks (ISO 32000-2, table 231)."""

MOST_ANNOTATIONS = 5_000


def typed_lines(page: pdfium.PdfPage) -> list[Line]:
    """One line for each line of a value, spread over the place of its field. A tick box that is ticked reads `[x]`."""
    lines = []
    for index in range(min(pdfium_c.FPDFPage_GetAnnotCount(page), MOST_ANNOTATIONS)):
        with _annotation(page, index) as annotation:
            value = _value(page, annotation)
            box = _box(page, annotation)
        if value.strip() and is_visible(box):
            lines += spread([text for text in value.splitlines() if text.strip()], box)
    return lines


@contextmanager
def _annotation(page: pdfium.PdfPage, index: int) -> Iterator[Any]:
    annotation = pdfium_c.FPDFPage_GetAnnot(page, index)
    try:
        yield annotation
    finally:
        pdfium_c.FPDFPage_CloseAnnot(annotation)


def _value(page: pdfium.PdfPage, annotation: Any) -> str:
    if pdfium_c.FPDFAnnot_GetFlags(annotation) & UNSEEN:
        return ""
    subtype = pdfium_c.FPDFAnnot_GetSubtype(annotation)
    if subtype == pdfium_c.FPDF_ANNOT_FREETEXT:
        return _string(lambda *buffer: pdfium_c.FPDFAnnot_GetStringValue(annotation, b"Contents", *buffer))
    if subtype != pdfium_c.FPDF_ANNOT_WIDGET or page.formenv is None:
        return ""
    kind = pdfium_c.FPDFAnnot_GetFormFieldType(page.formenv, annotation)
    if kind in TICKED:
        return TICK if pdfium_c.FPDFAnnot_IsChecked(page.formenv, annotation) else ""
    if kind not in TYPED or pdfium_c.FPDFAnnot_GetFormFieldFlags(page.formenv, annotation) & PASSWORD:
        return ""
    return _string(lambda *buffer: pdfium_c.FPDFAnnot_GetFormFieldValue(page.formenv, annotation, *buffer))


def _box(page: pdfium.PdfPage, annotation: Any) -> Box:
    place = pdfium_c.FS_RECTF()
    pdfium_c.FPDFAnnot_GetRect(annotation, place)
    return box_in_view(page, (place.left, place.bottom, place.right, place.top))


def _string(read: Callable[..., int]) -> str:
    """The UTF-16 string that `read(buffer, bytes)` gives; with no buffer it tells the length, its end mark included."""
    size = read(None, 0)
    buffer = ctypes.create_string_buffer(size)
    read(ctypes.cast(buffer, ctypes.POINTER(pdfium_c.FPDF_WCHAR)), size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le", errors="replace")
