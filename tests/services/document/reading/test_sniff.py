"""What bytes tell of a file, whatever it is called."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pillow_heif import from_pillow

from services.document.reading.sniff import sniff
from tests.services.document.reading.files import DOCX, PDF, docx, one_page, paragraph

PRINTABLE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]), min_size=1)


def picture(kind: str) -> bytes:
    content = io.BytesIO()
    image = Image.new("RGB", (16, 16), "red")
    if kind == "HEIF":
        from_pillow(image).save(content)
    else:
        image.save(content, kind)
    return content.getvalue()


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, "content")
    return content.getvalue()


def type_of(content: bytes) -> str | None:
    return sniff(io.BytesIO(content))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("TIFF", "image/tiff"),
        ("WEBP", "image/webp"),
        ("HEIF", "image/heic"),
        ("GIF", None),
        ("BMP", None),
        ("AVIF", None),
    ],
)
def test_pictures(kind: str, expected: str | None) -> None:
    assert type_of(picture(kind)) == expected


def test_pdf() -> None:
    assert type_of(one_page(b"")) == PDF


def test_pdf_after_what_a_printer_sent_before_it() -> None:
    assert type_of(b"\x1b%-12345X@PJL\r\n" + one_page(b"")) == PDF


def test_web_page_with_the_mark_of_a_pdf_is_none() -> None:
    assert type_of(b"<!DOCTYPE html><script>%PDF-1.7</script>") is None


def test_word_document() -> None:
    assert type_of(docx(paragraph("text"))) == DOCX


def test_encrypted_word_document_is_refused() -> None:
    content = bytearray(archive("[Content_Types].xml", "word/document.xml"))
    flags = content.index(b"PK\x01\x02", content.index(b"PK\x01\x02") + 1) + 8
    content[flags] |= 1
    assert type_of(bytes(content)) is None


@pytest.mark.parametrize(
    "names",
    [
        ["a.txt"],
        ["[Content_Types].xml", "xl/workbook.xml"],
        ["word/document.xml"],
        ["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"],
    ],
    ids=["zip", "spreadsheet", "part only", "macros"],
)
def test_other_archives_are_refused(names: list[str]) -> None:
    assert type_of(archive(*names)) is None


def test_broken_archive_is_refused() -> None:
    assert type_of(docx(paragraph("text"))[:-40]) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text(encoding: str) -> None:
    assert type_of("Straße, Zürich\r\n\tdépôt\f護照 <see below>".encode(encoding)) == "text/plain"


@given(PRINTABLE.filter(lambda text: "<" not in text and not text.lstrip().startswith(("{", "%", "\ufeff"))))
def test_any_printable_text_is_text(text: str) -> None:
    assert type_of(text.encode()) == "text/plain"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a\0b",
        b"bell \x07",
        b"caf\xe9",
        "text".encode("utf-16-le"),
        "text".encode("utf-32"),
        b"a" * 200_000 + b"\xff",
        b"a" * 200_000 + b"\0",
        b"cut \xc3",
    ],
    ids=["empty", "nul", "control", "latin-1", "no mark", "utf-32", "late byte", "late nul", "cut letter"],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    assert type_of(content) is None


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE html><p>hello",
        "  \n<HTML>",
        "<?xml version='1.0'?><svg/>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<!-- note --><svg/>",
        "plain at first\n<script>alert(1)</script>",
        r"{\rtf1 hello}",
        "%!PS-Adobe-3.0",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_markup_is_refused(content: str, encoding: str) -> None:
    assert type_of(content.encode(encoding)) is None


@given(st.binary(max_size=200))
def test_leaves_the_file_at_its_start(content: bytes) -> None:
    file = io.BytesIO(content)
    sniff(file)
    assert file.tell() == 0
