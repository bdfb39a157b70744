"""What a file is, told by its bytes and never by its name."""

import codecs
import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"

HEAD = 1024
BLOCK = 64 * 1024

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}
"""Still images coded with HEVC (ISO/IEC 23008-12, annex B); AVIF has the same container and other brands."""

MARKUP = re.compile(r"\s*(<[!?a-z]|\{\\rtf|%!ps)|.*<(html|head|body|script|iframe|svg)\b", re.IGNORECASE | re.DOTALL)
"""HTML, SVG and other XML, RTF, PostScript: text that some program runs or draws isn't plain text."""

CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")


def sniff(file: BinaryIO) -> str | None:
    """The content type of a file that can be taken in, else None. Reads text to its end; leaves the file at its start.

    Plain text is UTF-8, or UTF-16 with a byte order mark, without control characters or markup.
    """
    file.seek(0)
    head = file.read(HEAD)
    try:
        for content_type, matches in SIGNATURES.items():
            if matches(head):
                return content_type
        if head.startswith(b"PK\x03\x04"):
            return DOCX if _is_word(file) else None
        return TEXT if head and _is_plain_text(file) else None
    finally:
        file.seek(0)


def text_encoding(head: bytes) -> str:
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def _is_pdf(head: bytes) -> bool:
    """Printers and mail programs put lines before the header, and viewers look for it in the first kilobyte."""
    return b"%PDF-" in head and MARKUP.match(head.decode("latin-1")) is None


def _is_heic(head: bytes) -> bool:
    size = int.from_bytes(head[:4], "big")
    brands = head[8:12] + head[16:size]
    return head[4:8] == b"ftyp" and any(brands[at : at + 4] in HEIC_BRANDS for at in range(0, len(brands), 4))


def _is_word(file: BinaryIO) -> bool:
    """A Word document without macros that isn't encrypted."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = {part.filename: part for part in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return False
    main = parts.get("word/document.xml")
    if main is None or main.flag_bits & 0x1:
        return False
    return "[Content_Types].xml" in parts and "word/vbaProject.bin" not in parts


def _is_plain_text(file: BinaryIO) -> bool:
    file.seek(0)
    block = file.read(BLOCK)
    decoder = codecs.getincrementaldecoder(text_encoding(block))()
    try:
        text = decoder.decode(block)
        if MARKUP.match(text[:HEAD]):
            return False
        while block:
            if CONTROL.search(text):
                return False
            block = file.read(BLOCK)
            text = decoder.decode(block, final=not block)
    except UnicodeError:
        return False
    return True


SIGNATURES: dict[str, Callable[[bytes], bool]] = {
    "application/pdf": _is_pdf,
    "image/png": lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"),
    "image/jpeg": lambda head: head.startswith(b"\xff\xd8\xff"),
    "image/tiff": lambda head: head.startswith((b"II*\x00", b"MM\x00*")),
    "image/webp": lambda head: head.startswith(b"RIFF") and head[8:12] == b"WEBP",
    "image/heic": _is_heic,
}
