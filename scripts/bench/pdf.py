"""PDFs with a text layer, small enough to write by hand."""

import random
from collections.abc import Sequence

LINES_A_PAGE = 45
WORDS_A_LINE = 11
WORDS = (
    "the applicant shall submit a copy of each document within thirty days after this notice was mailed and must"
    " include evidence of status employment wages address education dates of entry departure petition beneficiary"
    " employer sponsor fee receipt number form instructions officer may request additional information"
)

Page = tuple[bytes, bytes]
"""Content stream, and further entries of the page."""


def one_page_pdf(text: str) -> bytes:
    """One page with a heading and ten lines of `text` (ASCII)."""
    lines = ["Utopia Housing Office", *[f"{text} Paragraph {number}." for number in range(1, 11)]]
    return pdf([(typed(lines), b"")])


def long_pdf(pages: int, seed: int = 0) -> bytes:
    """Pages full of words, about 500 each; another seed gives other bytes."""
    chance = random.Random(seed)
    return pdf([(typed(_full_page(chance, seed)), b"") for _ in range(pages)])


def _full_page(chance: random.Random, seed: int) -> list[str]:
    lines = [" ".join(chance.choices(WORDS.split(), k=WORDS_A_LINE)) for _ in range(LINES_A_PAGE)]
    return [f"Notice {seed}", *lines]


def typed(lines: Sequence[str]) -> bytes:
    """A content stream with the lines from the top of a page on (ISO 32000-2, annex H)."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    return f"BT /F1 11 Tf 14 TL 72 730 Td {shown} ET".encode()


def pdf(pages: Sequence[Page], resources: bytes = b"", others: Sequence[bytes] = ()) -> bytes:
    """A file of pages of US letter size with the font /F1; `others` are objects from number 4 on."""
    first = 4 + len(others)
    kids = b" ".join(b"%d 0 R" % (first + 2 * index) for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *others,
    ]
    for index, (content, entries) in enumerate(pages):
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> %s >> %s >>" % (first + 2 * index + 1, resources, entries),
            stream(content),
        ]
    return written(objects)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)


def written(objects: Sequence[bytes]) -> bytes:
    """A file of numbered objects, the first of which is the catalog (ISO 32000-2, 7.5)."""
    parts, offsets = [b"%PDF-1.7\n"], []
    place = len(parts[0])
    for number, item in enumerate(objects, start=1):
        offsets.append(place)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, item))
        place += len(parts[-1])
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, place)
    return b"".join(parts) + head + table + trailer
