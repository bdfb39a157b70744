"""What PDFium leaves in a file it has saved and viewers must not see.

PDFium saves every object plainly, one after the other, under a classic cross-reference table: an entry that is
overwritten with blanks of the same length leaves every offset as it was.
"""

import hashlib
import re

ROOT = re.compile(rb"/Root (\d+) 0 R")
ACROFORM = re.compile(rb"/AcroForm (\d+) 0 R")
_VALUE = rb"(?: \d+ 0 R|\s*\[[^\]]*\]|\s*<<[^<>]*>>|\s+true)"
XFA = re.compile(rb"/XFA" + _VALUE)
"""A form in the form: a viewer that knows XFA would show its old values in place of the fields'."""
OF_CATALOG = re.compile(rb"/(?:Perms|NeedsRendering)" + _VALUE)
"""Rights that Reader grants to the file as it was, and the mark of a form that is nothing but XFA."""
FILE_ID = re.compile(rb"/ID\s*\[\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*\]")


def settle(saved: bytes) -> bytes:
    """The file without XFA and usage rights, and with an identifier that only depends on what it says."""
    content = bytearray(saved)
    trailer = saved.rfind(b"trailer")
    if root := ROOT.search(saved, trailer):
        start, end = _object(saved, int(root[1]))
        _blank(content, OF_CATALOG, start, end)
        if form := ACROFORM.search(saved, start, end):
            start, end = _object(saved, int(form[1]))
        _blank(content, XFA, start, end)
    if found := FILE_ID.search(saved, trailer):
        # PDFium makes it from an address in memory (ISO 32000-2, 14.4 asks for a digest).
        content[found.start(2) : found.end(2)] = b"0" * len(found[2])
        digest = hashlib.sha256(content).hexdigest().upper()
        content[found.start(2) : found.end(2)] = digest[: len(found[2])].ljust(len(found[2]), "0").encode()
    return bytes(content)


def _object(saved: bytes, number: int) -> tuple[int, int]:
    """Where the object begins and ends; an empty place where there is none."""
    start = saved.find(b"\n%d 0 obj" % number)
    return (start, saved.find(b"endobj", start)) if start >= 0 else (0, 0)


def _blank(content: bytearray, entry: re.Pattern[bytes], start: int, end: int) -> None:
    for found in list(entry.finditer(content, start, end)):
        content[found.start() : found.end()] = b" " * (found.end() - found.start())
