"""Files to read, made byte by byte, and where the real ones lie."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")

REAL = Path(__file__).parents[5] / "shared" / "data" / "documents"


def real(name: str) -> Path:
    """A real input; skips the test on a machine that doesn't have them."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"{name} is not among the data of this machine")
    return path


def saved(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of numbered objects, the first of which is the catalog (ISO 32000-2, 7.5)."""
    written = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, b"".join(places))
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, len(written))
    return written + table + end


def page_objects(
    content: bytes, *, page: bytes = b"", catalog: bytes = b"", font: bytes = HELVETICA, resources: bytes = b""
) -> list[bytes]:
    """The objects of a file with one page of US letter size; /F1 is `font`, and what is added begins at number 6."""
    return [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R%s"
        b"/Resources<</Font<</F1 5 0 R>>%s>>>>" % (page, resources),
        stream(content),
        font,
    ]


def one_page(content: bytes, *, page: bytes = b"", catalog: bytes = b"") -> bytes:
    return pdf(page_objects(content, page=page, catalog=catalog))


def shown(text: str, x: float = 72, y: float = 700, size: float = 12) -> bytes:
    """The operators that show a text of ASCII with its baseline from (x, y) on, in points."""
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (size, x, y, text.encode("ascii"))


def encrypted(text: str, password: bytes = b"") -> bytes:
    """A page encrypted with RC4, 40 bits, for a user with `password` (ISO 32000-2, 7.6)."""
    owner, identifier, permissions = b"o" * 32, b"i" * 16, (-4).to_bytes(4, "little", signed=True)
    key = _md5((password + PADDING)[:32] + owner + permissions + identifier)[:5]
    objects = page_objects(b"")
    # The content stream is object 4, generation 0.
    objects[3] = stream(_rc4(_md5(key + bytes([4, 0, 0, 0, 0]))[:10], shown(text)))
    check = _rc4(key, PADDING)
    trailer = b"/ID[<%s><%s>]/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>" % tuple(
        value.hex().encode() for value in (identifier, identifier, owner, check)
    )
    return pdf(objects, trailer)


def docx(body: str, prolog: str = "", **parts: str) -> bytes:
    """A Word document: the XML inside `w:body`, and headers or footers by the names of their parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        document = f'{prolog}<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:hdr xmlns:w="{SPACE}">{xml}</w:hdr>')
    return content.getvalue()


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def _md5(value: bytes) -> bytes:
    return hashlib.md5(value, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    other = 0
    for index in range(256):
        other = (other + state[index] + key[index % len(key)]) % 256
        state[index], state[other] = state[other], state[index]
    result = bytearray()
    index = other = 0
    for byte in data:
        index = (index + 1) % 256
        other = (other + state[index]) % 256
        state[index], state[other] = state[other], state[index]
        result.append(byte ^ state[(state[index] + state[other]) % 256])
    return bytes(result)
