"""Files that are large, endless or made to keep a reader busy. Each is under the limit of an upload."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PIL import Image

from scripts.bench.pdf import long_pdf, pdf, stream, typed, written

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
WEBP, TIFF, HEIC = "image/webp", "image/tiff", "image/heic"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

BOMB_SIDE = 16_000
"""Of a picture of 256 million pixels; WebP knows no larger ones."""

CHUNK = 1 << 24


@dataclass(frozen=True, slots=True)
class HostileFile:
    content_type: str
    make: Callable[[], bytes]


def scan_pdf(pages: int) -> bytes:
    """Pages that all show the same picture, 1 bit a pixel at 200 dpi."""
    content = b"q 612 0 0 792 0 0 cm /I1 Do Q"
    return pdf([(content, b"")] * pages, b"/XObject << /I1 4 0 R >>", [_bilevel(1700, 2200)])


def _bilevel(width: int, height: int) -> bytes:
    pixels = deflated(b"\xff" * ((width + 7) // 8), height)
    entries = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /FlateDecode"
    return stream(pixels, entries + b" /Width %d /Height %d" % (width, height))


def deflated(piece: bytes, times: int) -> bytes:
    """`piece` repeated, compressed without ever being whole in memory."""
    packer = zlib.compressobj(9)
    several = max(1, CHUNK // len(piece))
    parts = [packer.compress(piece * several) for _ in range(times // several)]
    return b"".join(parts) + packer.compress(piece * (times % several)) + packer.flush()


def vast_picture_pdf() -> bytes:
    content = b"q 612 0 0 792 0 0 cm /I1 Do Q"
    return pdf([(content, b"")], b"/XObject << /I1 4 0 R >>", [_bilevel(30_000, 30_000)])


def vast_page_pdf() -> bytes:
    """10 by 10 metres."""
    return pdf([(typed(["Poster"]), b"/MediaBox [0 0 28346 28346]")])


def many_objects_pdf() -> bytes:
    return pdf([(typed(["A letter"]), b"")], b"", [b"0"] * 1_000_000)


def many_paths_pdf() -> bytes:
    """A page that draws a million lines."""
    return _packed_page(deflated(b"1 1 m 9 9 l S\n", 1_000_000))


def endless_content_pdf() -> bytes:
    """A content stream of 4 GB: blocks that stand for themselves, so that one serves all."""
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(b"q Q " * (CHUNK // 4)) + packer.flush(zlib.Z_FULL_FLUSH)
    return _packed_page(head + block * 256 + packer.flush())


def endless_letters_pdf() -> bytes:
    """A page with a million characters."""
    return _packed_page(deflated(b"BT /F1 1 Tf 0.01 TL 72 700 Td " + b"(abcd efghi) Tj T* " * 1000 + b"ET\n", 100))


def _packed_page(packed: bytes) -> bytes:
    return written(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 5 0 R /Resources 6 0 R >>",
            stream(packed, b"/Filter /FlateDecode"),
            b"<< /Font << /F1 3 0 R >> >>",
        ]
    )


def looping_tree_pdf() -> bytes:
    """A page tree whose node is its own child, said to have a thousand pages."""
    node = b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 1000 >>"
    return written([b"<< /Type /Catalog /Pages 2 0 R >>", node, node])


def nested_forms_pdf(depth: int = 2_000) -> bytes:
    return _forms_pdf(depth, times=1)


def doubling_forms_pdf(depth: int = 40) -> bytes:
    """Each form draws the next one twice: 2 to the 40th drawings."""
    return _forms_pdf(depth, times=2)


def _forms_pdf(depth: int, times: int) -> bytes:
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /X %d 0 R >> >>"
    forms = [stream(b"/X Do " * times, kind % (5 + number)) for number in range(depth)]
    last = stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 612 792]")
    return pdf([(b"/X Do", b"")], b"/XObject << /X 4 0 R >>", [*forms, last])


def fax(pages: int) -> bytes:
    sheets = [Image.new("1", (1728, 2200), 1) for _ in range(pages)]
    content = io.BytesIO()
    sheets[0].save(content, "TIFF", save_all=True, append_images=sheets[1:], compression="group4")
    return content.getvalue()


def looping_tiff() -> bytes:
    """Two directories, each of which names the other as the next."""
    return b"II*\0" + struct.pack("<I", 8) + _directory(8 + len(_directory(0))) + _directory(8)


def long_tiff(frames: int = 100_000) -> bytes:
    size = len(_directory(0))
    chain = (_directory(8 + size * (number + 1)) for number in range(frames - 1))
    return b"II*\0" + struct.pack("<I", 8) + b"".join(chain) + _directory(0)


def _directory(following: int) -> bytes:
    """Of a picture of one pixel: width, height, bits, compression, meaning, place, bytes."""
    tags = [(256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 0), (279, 1)]
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return struct.pack("<H", len(tags)) + entries + struct.pack("<I", following)


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """Eight bits a pixel, all black."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = deflated(b"\0" * (width + 1), height)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), *chunks, chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    )


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def talkative_png() -> bytes:
    """A text chunk that unpacks to 60 MB, and one of 20 MB as it is."""
    packed = chunk(b"zTXt", b"Comment\0\0" + deflated(b"A" * 1024, 60 * 1024))
    return png(40, 30, packed, chunk(b"tEXt", b"Comment\0" + b"A" * 20_000_000))


def photograph() -> bytes:
    """64 million pixels in colour with a mask."""
    content = io.BytesIO()
    Image.new("RGBA", (8000, 8000), (200, 180, 160, 128)).save(content, "PNG", compress_level=1)
    return content.getvalue()


def enlarged(kind: str) -> bytes:
    """A small picture whose header says it has BOMB_SIDE times BOMB_SIDE pixels."""
    content = io.BytesIO()
    picture = Image.new("RGB", (64, 64))
    if kind == "HEIF":
        from pillow_heif import from_pillow

        from_pillow(picture).save(content)
    else:
        picture.save(content, kind)
    said, larger = SIZES[kind]
    return content.getvalue().replace(said, larger, 1)


SIZES = {
    "JPEG": (struct.pack(">HH", 64, 64), struct.pack(">HH", BOMB_SIDE, BOMB_SIDE)),
    "WEBP": (struct.pack("<HH", 64, 64), struct.pack("<HH", BOMB_SIDE, BOMB_SIDE)),
    "HEIF": (b"ispe" + struct.pack(">III", 0, 64, 64), b"ispe" + struct.pack(">III", 0, BOMB_SIDE, BOMB_SIDE)),
    "TIFF": (
        struct.pack("<HHIIHHII", 256, 4, 1, 64, 257, 4, 1, 64),
        struct.pack("<HHIIHHII", 256, 4, 1, BOMB_SIDE, 257, 4, 1, BOMB_SIDE),
    ),
}


def docx(body: bytes, times: int = 1, prolog: bytes = b"") -> bytes:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(prolog + b'<w:document xmlns:w="%s"><w:body>' % space)
            for _ in range(times):
                part.write(body)
            part.write(b"</w:body></w:document>")
    return content.getvalue()


def entities_docx() -> bytes:
    """A billion laughs."""
    levels = b"".join(b'<!ENTITY l%d "%s">' % (level + 1, b"&l%d;" % level * 10) for level in range(9))
    return docx(b"<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>", prolog=b'<!DOCTYPE d [<!ENTITY l0 "ha">%s]>' % levels)


PARAGRAPH = b"<w:p><w:r><w:t>A paragraph of a long document.</w:t></w:r></w:p>"

FILES: Mapping[str, HostileFile] = {
    "text PDF, 500 pages": HostileFile(PDF, lambda: long_pdf(500)),
    "scan, 500 pages": HostileFile(PDF, lambda: scan_pdf(500)),
    "fax, 50 pages": HostileFile(TIFF, lambda: fax(50)),
    "PNG, 64 million pixels": HostileFile(PNG, photograph),
    "PNG, 256 million pixels": HostileFile(PNG, lambda: png(BOMB_SIDE, BOMB_SIDE)),
    "JPEG, 256 million pixels": HostileFile(JPEG, lambda: enlarged("JPEG")),
    "WebP, 256 million pixels": HostileFile(WEBP, lambda: enlarged("WEBP")),
    "HEIC, 256 million pixels": HostileFile(HEIC, lambda: enlarged("HEIF")),
    "TIFF, 256 million pixels": HostileFile(TIFF, lambda: enlarged("TIFF")),
    "PNG with a comment of 60 MB": HostileFile(PNG, talkative_png),
    "TIFF whose pages go round": HostileFile(TIFF, looping_tiff),
    "TIFF, 100 000 pages": HostileFile(TIFF, long_tiff),
    "PDF page of 10 m": HostileFile(PDF, vast_page_pdf),
    "PDF, picture of 900 million pixels": HostileFile(PDF, vast_picture_pdf),
    "PDF, a million objects": HostileFile(PDF, many_objects_pdf),
    "PDF, a million lines drawn": HostileFile(PDF, many_paths_pdf),
    "PDF, a million characters": HostileFile(PDF, endless_letters_pdf),
    "PDF, content of 4 GB": HostileFile(PDF, endless_content_pdf),
    "PDF, page tree in a loop": HostileFile(PDF, looping_tree_pdf),
    "PDF, forms 2 000 deep": HostileFile(PDF, nested_forms_pdf),
    "PDF, forms that double": HostileFile(PDF, doubling_forms_pdf),
    "DOCX that unpacks to 60 MB": HostileFile(DOCX, lambda: docx(PARAGRAPH, 1_000_000)),
    "DOCX, billion laughs": HostileFile(DOCX, entities_docx),
    "DOCX, 100 000 paragraphs": HostileFile(DOCX, lambda: docx(PARAGRAPH, 100_000)),
}
