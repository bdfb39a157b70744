"""PDF forms small enough to write by hand."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher

from scripts.bench.pdf import stream, typed, written

PASSWORD_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
FILE_ID = b"utopian-form-nr1"
LITERAL = re.compile(rb"\(([^()]*)\)")


@dataclass(frozen=True)
class Item:
    """A field; `kind` is the dictionary's own entries."""

    name: str
    tip: str = ""
    kind: bytes = b"/FT /Tx"


def text(name: str, tip: str = "", more: bytes = b"") -> Item:
    return Item(name, tip, b"/FT /Tx " + more)


def choice(name: str, tip: str, options: Sequence[str]) -> Item:
    listed = b" ".join(b"(%s)" % option.encode() for option in options)
    return Item(name, tip, b"/FT /Ch /Ff 131072 /Opt [%s]" % listed)


def box(name: str, tip: str, export: str) -> Item:
    states = b"/AP << /N << /%s 5 0 R /Off 5 0 R >> >> /AS /Off" % export.encode()
    return Item(name, tip, b"/FT /Btn " + states)


def form_pdf(items: Sequence[Item], of_form: bytes = b"", of_catalog: bytes = b"", *, encrypted: bool = False) -> bytes:
    """A page with the fields below each other. Encrypted: with an empty user password (ISO 32000-1, 7.6)."""
    key = _file_key() if encrypted else None
    first = 7
    fields = [_field(item, place, key, first + place) for place, item in enumerate(items)]
    references = b" ".join(b"%d 0 R" % (first + place) for place in range(len(items)))
    contents = typed(["A form of Utopia"])
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [%s] /DA (/F1 0 Tf 0 g) "
        b"/DR << /Font << /F1 3 0 R >> >> %s >> %s >>" % (references, of_form, of_catalog),
        b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 6 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> /Annots [%s] >>" % references,
        stream(b"", b"/Type /XObject /Subtype /Form /BBox [0 0 12 12]"),
        stream(_rc4(_object_key(key, 6), contents) if key else contents),
        *fields,
    ]
    return _locked(objects, first + len(items)) if encrypted else written(objects)


def _field(item: Item, place: int, key: bytes | None, number: int) -> bytes:
    top = 700 - 24 * place
    strings = [item.name.encode(), item.tip.encode()]
    if key:
        strings = [_rc4(_object_key(key, number), string) for string in strings]
    name, tip = (b"<%s>" % string.hex().encode() for string in strings)
    tip_entry = b"/TU " + tip if item.tip else b""
    entries = item.kind
    if key:
        entries = LITERAL.sub(lambda found: b"<%s>" % _hex(_rc4(_object_key(key, number), found[1])), entries)
    return b"<< /Type /Annot /Subtype /Widget /F 4 /P 4 0 R /Rect [72 %d 400 %d] /T %s %s /DA <%s> %s >>" % (
        top - 16,
        top,
        name,
        tip_entry,
        (_rc4(_object_key(key, number), b"/F1 10 Tf 0 g") if key else b"/F1 10 Tf 0 g").hex().encode(),
        entries,
    )


def _locked(objects: list[bytes], number: int) -> bytes:
    owner = _rc4(hashlib.md5(PASSWORD_PADDING, usedforsecurity=False).digest()[:5], PASSWORD_PADDING)
    user = _rc4(_file_key(), PASSWORD_PADDING)
    locked = written([*objects, b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>" % (_hex(owner), _hex(user))])
    entries = b"/Encrypt %d 0 R /ID [<%s> <%s>] >>\nstartxref" % (number, _hex(FILE_ID), _hex(FILE_ID))
    return locked.replace(b" >>\nstartxref", b" " + entries)


def _file_key() -> bytes:
    """Algorithm 2 with an empty password, for 40 bits."""
    owner = _rc4(hashlib.md5(PASSWORD_PADDING, usedforsecurity=False).digest()[:5], PASSWORD_PADDING)
    permissions = (-4).to_bytes(4, "little", signed=True)
    return hashlib.md5(PASSWORD_PADDING + owner + permissions + FILE_ID, usedforsecurity=False).digest()[:5]


def _object_key(key: bytes | None, number: int) -> bytes:
    """Algorithm 1."""
    return hashlib.md5((key or b"") + number.to_bytes(3, "little") + b"\0\0", usedforsecurity=False).digest()[:10]


def _hex(content: bytes) -> bytes:
    return content.hex().encode()


def _rc4(key: bytes, content: bytes) -> bytes:
    return Cipher(ARC4(key), mode=None).encryptor().update(content)


SIMPLE = (
    text("applicant.LastName[0]", "Part 1. Information About You. 1. Enter Family Name (Last Name)."),
    text("applicant.FirstName[0]", "Part 1. Information About You. 1. Enter Given Name (First Name)."),
    text("dob", "Part 1. Information About You. 2. Date of Birth (mm/dd/yyyy)"),
    text("a_number", "Part 1. Information About You. 3. Alien Registration Number (A-Number)", b"/MaxLen 9"),
    text("passport", "Part 1. Information About You. 4. Passport Number", b"/MaxLen 4"),
    choice("country", "Part 1. Information About You. 5. Country of Citizenship", ["", "Sweden", "Utopia"]),
    box("male", "Part 1. Information About You. 6. Sex. Check Male.", "M"),
    box("female", "Part 1. Information About You. 6. Sex. Check Female.", "F"),
    text("preparer.LastName[0]", "Part 2. Preparer's Full Name. 1. Family Name (Last Name)"),
)
"""A form with one of each kind."""
