"""What was typed and ticked into a form."""

from pathlib import Path

import numpy as np
import pytest

from services.document.reading.page import Page
from services.document.reading.pdf import PdfReader
from tests.services.document.reading.files import page_objects, pdf, saved, shown, stream

TEXT = b"/Subtype/Widget/FT/Tx"
BOX = b"/Subtype/Widget/FT/Btn/AP<</N<</Yes 6 0 R/Off 6 0 R>>>>"


def form(*fields: bytes) -> bytes:
    """A form that asks for a name, with fields whose entries are given."""
    numbers = b" ".join(b"%d 0 R" % (7 + index) for index in range(len(fields)))
    appearance = stream(b"", b"/Type/XObject/Subtype/Form/BBox[0 0 10 10]")
    content = page_objects(
        shown("Family name:"),
        page=b"/Annots[%s]" % numbers,
        catalog=b"/AcroForm<</Fields[%s]/DA(/F1 12 Tf 0 g)/DR<</Font<</F1 5 0 R>>>>>>" % numbers,
    )
    annotations = [b"<</Type/Annot/T(f%d)/P 3 0 R%s>>" % (index, field) for index, field in enumerate(fields)]
    return pdf([*content, appearance, *annotations])


def read(folder: Path, *fields: bytes) -> Page:
    with PdfReader(saved(folder, form(*fields))) as reader:
        page = reader.read_text(1)
    assert page is not None
    return page


def test_typed_value_stands_beside_its_label(tmp_path: Path) -> None:
    page = read(tmp_path, TEXT + b"/F 4/V(ERIKSSON ANNA)/Rect[306 690 428.4 710]")
    assert page.text == "Family name:\nERIKSSON ANNA"
    assert page.lines[1].box == pytest.approx((0.5, 1 - 710 / 792, 0.7, 1 - 690 / 792), abs=1e-3)


def test_value_of_any_script(tmp_path: Path) -> None:
    value = b"<%s>" % "\ufeff護照".encode("utf-16-be").hex().encode()
    assert read(tmp_path, TEXT + b"/F 4/V" + value + b"/Rect[306 690 428 710]").lines[1].text == "護照"


def test_choice(tmp_path: Path) -> None:
    field = b"/Subtype/Widget/FT/Ch/Ff 131072/Opt[(Utopia)(Zenith)]/V(Zenith)/F 4/Rect[306 690 428 710]"
    assert read(tmp_path, field).lines[1].text == "Zenith"


def test_value_of_several_lines(tmp_path: Path) -> None:
    page = read(tmp_path, TEXT + b"/Ff 4096/F 4/V(1 High Street\nZenith)/Rect[72 600 300 660]")
    assert page.text.splitlines()[1:] == ["1 High Street", "Zenith"]
    assert page.lines[1].box[3] == pytest.approx(page.lines[2].box[1])


def test_ticks(tmp_path: Path) -> None:
    ticked = BOX + b"/F 4/V/Yes/AS/Yes/Rect[72 650 82 660]"
    empty = BOX + b"/F 4/V/Off/AS/Off/Rect[72 630 82 640]"
    assert read(tmp_path, ticked, empty).text == "Family name:\n[x]"


def test_text_written_over_a_page(tmp_path: Path) -> None:
    page = read(tmp_path, b"/Subtype/FreeText/F 4/DA(/F1 12 Tf)/Contents(typed over)/Rect[306 690 428 710]")
    assert page.text == "Family name:\ntyped over"


@pytest.mark.parametrize("flags", [b"/F 2", b"/F 32", b"/F 4/Ff 8192"], ids=["hidden", "no view", "password"])
def test_what_a_viewer_hides_stays_hidden(tmp_path: Path, flags: bytes) -> None:
    assert read(tmp_path, TEXT + flags + b"/V(hunter2)/Rect[306 690 428 710]").text == "Family name:"


def test_rendering_shows_typed_values(tmp_path: Path) -> None:
    with PdfReader(saved(tmp_path, form(TEXT + b"/F 4/V(WWWW)/Rect[306 600 428 620]"))) as reader:
        place = reader.render(1).crop((850, 475, 1190, 535)).convert("L")
    assert np.asarray(place).min() < 100
