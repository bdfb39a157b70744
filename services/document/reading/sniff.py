"""What a file is, told by its bytes and never by its name."""

import codecs
import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"

HEAD = 1024
BLOCK = 64 * 1024

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
"""Still images coded with HEVC (ISO/IEC 23008-12, annex B.4.1); AVIF shares the container, not the brands."""

MARKUP = re.compile(r"\s*(<[!?a-z]|\{\\rtf|%!ps)|[^\0]*<(html|head|body|script|iframe|svg)\b", re.IGNORECASE)
"""HTML, SVG and other XML, RTF and PostScript: text that a program may run or draw, which isn't plain."""

CONTROL = re.compile("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f\\ufffe\\uffff]")


def sniff(file: BinaryIO) -> str | None:
    """The content type of a file that can be taken in, or None. Reads text to its end; leaves the file at its start."""
    file.seek(0)
    head = file.read(HEAD)
    for content_type, matches in SIGNATURES.items():
        if matches(head):
            break
    else: ...
