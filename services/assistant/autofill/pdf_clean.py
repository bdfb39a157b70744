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
        for half in (1, 2):
            content[found.start(half) : found.end(half)] = b"0" * len(found[half])
        digest = hashlib.sha256(content).hexdigest().upper()
        for half in (1, 2):
            content[found.start(half) : found.end(half)] = (
                digest[: len(found[half])].ljust(len(found[half]), "0").encode()
            )
    return bytes(content)


def _object(saved: bytes, number: int) -> tuple[int, int]:
    """Where the object begins and ends; an empty place where there is none."""
    start = saved.find(b"\n%d 0 obj" % number)
    return (start, saved.find(b"endobj", start)) if start >= 0 else (0, 0)


def _blank(content: bytearray, entry: re.Pattern[bytes], start: int, end: int) -> None:
    for found in list(entry.finditer(content, start, end)):
        content[found.start() : found.end()] = b" " * (found.end() - found.start())
