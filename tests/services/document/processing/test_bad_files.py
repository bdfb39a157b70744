"""What a user is told of a file that can't be read, or that is other than it says: upload, worker, GET."""

import io

import pytest
from PIL import Image
from pillow_heif import from_pillow

from scripts.bench.hostile import FILES
from tests.services.document.reading.files import docx, encrypted, one_page, page_objects, paragraph, pdf, shown
from tests.support.documents import one_page_pdf, picture, upload_and_process
from tests.support.platform import Caller, Platform

XFA = one_page(shown("Please wait..."), catalog=b"/NeedsRendering true/AcroForm<</Fields[]/XFA(x)>>")
TOO_LARGE = "The image is too large: more than 64 million pixels."
TOO_MANY = "The document has more than 2,000 pages."
HALF = "The image is damaged."


def half(kind: str) -> bytes:
    """A picture whose upload broke off in the middle."""
    content = io.BytesIO()
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    if kind == "HEIF":
        from_pillow(noise).save(content)
    else:
        noise.save(content, kind)
    return content.getvalue()[: content.tell() // 2]


FAILED = {
    "header-only.pdf": (b"%PDF-1.7\n%%EOF\n", "The PDF is damaged: it has no pages."),
    "password.pdf": (encrypted("secret", b"password"), "The PDF is protected by a password."),
    "xfa.pdf": (
        XFA,
        "The PDF is a dynamic XFA form, which only Adobe Reader can show: print it to a PDF and upload that.",
    ),
    "loop.pdf": (FILES["PDF, page tree in a loop"].make(), "Page 1 of the PDF is damaged."),
    "half.png": (half("PNG"), HALF),
    "half.jpg": (half("JPEG"), HALF),
    "half.webp": (half("WEBP"), HALF),
    "half.tiff": (half("TIFF"), HALF),
    "half.heic": (half("HEIF"), HALF),
    "bomb.jpg": (FILES["JPEG, 256 million pixels"].make(), TOO_LARGE),
    "bomb.webp": (FILES["WebP, 256 million pixels"].make(), TOO_LARGE),
    "bomb.heic": (FILES["HEIC, 256 million pixels"].make(), TOO_LARGE),
    "bomb.tiff": (FILES["TIFF, 256 million pixels"].make(), TOO_LARGE),
    "laughs.docx": (FILES["DOCX, billion laughs"].make(), "The Word document is damaged."),
    "broken.docx": (docx("<w:p>"), "The Word document is damaged."),
    "pages.txt": (b"page\f" * 2001, TOO_MANY),
    "fax.tiff": (FILES["TIFF, 100 000 pages"].make(), TOO_MANY),
}


@pytest.mark.parametrize("name", FAILED)
async def test_fails_at_once_and_says_why(platform: Platform, as_owner: Caller, vault_id: str, name: str) -> None:
    content, reason = FAILED[name]
    document = await upload_and_process(platform, as_owner, vault_id, name, content)
    assert (document["status"], document["error"]) == ("failed", reason)
    events = [row.name for row in await platform.outbox("document")]
    assert events.count("document.processed") == 0


@pytest.mark.parametrize(
    ("name", "content", "pages"),
    [
        ("forms-of-an-office.pdf", encrypted("no copying, no password"), 1),
        ("picture.pdf", picture(), 1),
        ("letter.docx", docx(paragraph("Anna Maria")), 1),
        ("blank.pdf", one_page(b""), 1),
        ("poster.pdf", FILES["PDF page of 10 m"].make(), 1),
        ("nul.pdf", pdf(page_objects(shown("one") + b"BT /F1 12 Tf 72 600 Td (a\\000b) Tj ET")), 1),
        ("tail.pdf", one_page_pdf("A letter.") + b"\0" * 5000, 1),
    ],
)
async def test_odd_file_is_read(
    platform: Platform, as_owner: Caller, vault_id: str, name: str, content: bytes, pages: int
) -> None:
    document = await upload_and_process(platform, as_owner, vault_id, name, content)
    assert (document["status"], document["error"], document["page_count"]) == ("processed", None, pages)
