"""Word documents (Office Open XML, ISO/IEC 29500-1)."""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from services.document.reading.errors import UnreadableDocument
from services.document.reading.typeset import LINES_A_PAGE, PAGE_BREAK, TypesetReader, typeset

MOST_XML = 20 * 1024 * 1024
"""Unpacked bytes of all the text: a thousand pages. A zip can unpack to a thousand times its size."""

MOST_LINES = 1_000
"""On a page whose end Word itself has marked: a table has many short lines."""

PARTS = [re.compile(rf"word/{name}\.xml") for name in (r"header\d*", "document", r"footer\d*")]
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
RUN, PARAGRAPH, TEXT, LINE_BREAK, PAGE_END = qn("w:r"), qn("w:p"), qn("w:t"), qn("w:br"), qn("w:lastRenderedPageBreak")
SIGNS = {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}

DAMAGED = "The Word document is damaged."
TOO_LARGE = "The Word document is too large to read."
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)


def read_word(path: Path) -> TypesetReader:
    """Headers, body, footers; a table gives one line for each paragraph of a cell. Raises UnreadableDocument.

    Pages end where Word last ended them. A document that Word has never laid out has pages of LINES_A_PAGE.
    """
    try:
        roots = [parse_xml(part) for part in _text_parts(path)]
    except (*ZIP_ERRORS, SyntaxError) as error:
        raise UnreadableDocument(DAMAGED) from error
    is_laid_out = any(True for root in roots for _ in root.iter(PAGE_END))
    lines = (line for root in roots for line in _lines(root))
    return typeset(lines, MOST_LINES if is_laid_out else LINES_A_PAGE)


def _text_parts(path: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        found = [part for name in PARTS for part in archive.infolist() if name.fullmatch(part.filename)]
        # zipfile never unpacks more than the directory says, so the sum bounds the memory.
        if sum(part.file_size for part in found) > MOST_XML:
            raise UnreadableDocument(TOO_LARGE)
        for part in found:
            yield archive.read(part)


def _lines(root: BaseOxmlElement) -> Iterator[str]:
    """One line for each paragraph, content controls and text boxes included."""
    line = ""
    for element in _visible(root):
        if element.tag == TEXT:
            line += element.text or ""
        elif element.tag in SIGNS:
            line += SIGNS[element.tag]
        else:
            yield line
            line = ""
            if element.tag == PAGE_END or element.get(qn("w:type")) == "page":
                yield PAGE_BREAK
    yield line


def _visible(root: BaseOxmlElement) -> Iterable[BaseOxmlElement]:
    """Paragraphs and what runs hold; tab stops of a style look like tabs, and each text box comes in two versions."""
    for fallback in list(root.iter(FALLBACK)):
        fallback.getparent().remove(fallback)
    for element in root.iter(PARAGRAPH, TEXT, LINE_BREAK, PAGE_END, *SIGNS):
        if element.tag == PARAGRAPH or element.getparent().tag == RUN:
            yield element
