"""One way to open all types."""

import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from services.document.reading.document import open_document
from services.document.reading.errors import MOST_PAGES, UnreadableDocument
from services.document.reading.sniff import sniff
from tests.services.document.reading.files import docx, one_page, paragraph, real, saved, shown


@pytest.mark.parametrize(
    "content",
    [one_page(shown("Anna Maria")), docx(paragraph("Anna Maria")), b"Anna Maria"],
    ids=["pdf", "docx", "txt"],
)
def test_text_of_every_type(tmp_path: Path, content: bytes) -> None:
    path = saved(tmp_path, content)
    with path.open("rb") as file:
        content_type = sniff(file)
    assert content_type is not None
    with open_document(path, content_type) as reader:
        page = reader.read_text(1)
        assert reader.page_count == 1
    assert page is not None
    assert (page.number, page.text) == (1, "Anna Maria")


def test_image_has_a_picture_and_no_text(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    Image.new("L", (30, 20)).save(path, "PNG")
    with open_document(path, "image/png") as reader:
        assert reader.read_text(1) is None
        assert reader.render(1).size == (30, 20)


def test_document_of_too_many_pages(tmp_path: Path) -> None:
    path = saved(tmp_path, b"page\f" * (MOST_PAGES + 1))
    with pytest.raises(UnreadableDocument) as caught:
        open_document(path, "text/plain")
    assert caught.value.reason == "The document has more than 2,000 pages."


@pytest.mark.parametrize("name", ["form-i-9-blank.pdf", "specimen-td3.jpg", "scan-linn.png", "scan-linn.txt"])
def test_real_files_open(name: str) -> None:
    path = real(name)
    with path.open("rb") as file:
        content_type = sniff(file)
    assert content_type is not None
    with open_document(path, content_type) as reader:
        assert reader.page_count >= 1


def test_reading_libraries_load_only_with_the_files_that_need_them() -> None:
    """The web processes import these modules too; each library would cost them memory and time."""
    modules = ["reading.document", "reading.ocr", "reading.language", "reading.sniff", "embedding.model"]
    imports = "; ".join(f"import services.document.{name}" for name in modules)
    heavy = ["cv2", "docx", "onnx", "onnxruntime", "pillow_heif", "py3langid", "pypdfium2", "rapidocr", "tokenizers"]
    check = f"import sys; print(sorted(set({heavy}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", f"{imports}; {check}"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
