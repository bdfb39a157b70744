"""Word documents."""

from pathlib import Path

import docx as python_docx
import pytest

from services.document.reading.errors import UnreadableDocument
from services.document.reading.typeset import LINES_A_PAGE
from services.document.reading.word import MOST_XML, read_word
from tests.services.document.reading.files import docx, paragraph, saved

BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
LAID_OUT = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>%s</w:t></w:r></w:p>"
COMPATIBILITY = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def texts(folder: Path, content: bytes) -> list[str]:
    reader = read_word(saved(folder, content))
    return [reader.read_text(number).text for number in range(1, reader.page_count + 1)]


def test_document_of_another_program(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.add_heading("Offer of employment")
    document.add_paragraph("Dear Ms Eriksson,")
    table = document.add_table(1, 2)
    table.rows[0].cells[0].text = "Salary"
    table.rows[0].cells[1].text = "90,000 crowns"
    document.add_paragraph("Yours sincerely")
    path = tmp_path / "offer.docx"
    document.save(str(path))
    assert texts(tmp_path, path.read_bytes()) == [
        "Offer of employment\nDear Ms Eriksson,\nSalary\n90,000 crowns\nYours sincerely"
    ]


def test_headers_come_first_and_footers_last(tmp_path: Path) -> None:
    content = docx(paragraph("body"), header1=paragraph("letterhead"), footer2=paragraph("address"))
    assert texts(tmp_path, content) == ["letterhead\nbody\naddress"]


def test_tabs_line_breaks_and_hyphens(tmp_path: Path) -> None:
    runs = "<w:t>Name:</w:t><w:tab/><w:t>Anna</w:t><w:noBreakHyphen/><w:t>Maria</w:t><w:br/><w:t>Eriksson</w:t>"
    stops = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    assert texts(tmp_path, docx(f"<w:p>{stops}<w:r>{runs}</w:r></w:p>")) == ["Name: Anna-Maria\nEriksson"]


def test_content_controls_and_links(tmp_path: Path) -> None:
    control = f"<w:sdt><w:sdtContent>{paragraph('filled in')}</w:sdtContent></w:sdt>"
    link = "<w:p><w:hyperlink><w:r><w:t>a link</w:t></w:r></w:hyperlink></w:p>"
    assert texts(tmp_path, docx(control + link)) == ["filled in\na link"]


def test_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('in a box')}</w:txbxContent>"
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    content = f"<w:p><w:r><mc:AlternateContent {COMPATIBILITY}>{both}</mc:AlternateContent></w:r></w:p>"
    assert texts(tmp_path, docx(content)) == ["in a box"]


def test_deleted_text_is_not_read(tmp_path: Path) -> None:
    content = "<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>"
    assert texts(tmp_path, docx(content)) == ["new"]


class TestPages:
    def test_end_where_the_author_ended_them(self, tmp_path: Path) -> None:
        assert texts(tmp_path, docx(paragraph("one") + BREAK + paragraph("two"))) == ["one", "two"]

    def test_end_where_word_ended_them(self, tmp_path: Path) -> None:
        short_lines = "".join(paragraph(f"row {row}") for row in range(2 * LINES_A_PAGE))
        pages = texts(tmp_path, docx(short_lines + LAID_OUT % "overleaf"))
        assert len(pages) == 2
        assert pages[1] == "overleaf"

    def test_are_filled_where_nothing_tells_their_ends(self, tmp_path: Path) -> None:
        assert len(texts(tmp_path, docx("".join(paragraph(f"row {row}") for row in range(120))))) == 3


class TestUnreadable:
    @pytest.mark.parametrize(
        "content",
        [b"PK\x03\x04 and no more", docx(paragraph("text"))[:-30], docx("<w:p>never closed")],
        ids=["no archive", "cut off", "no XML"],
    )
    def test_damaged(self, tmp_path: Path, content: bytes) -> None:
        with pytest.raises(UnreadableDocument) as caught:
            read_word(saved(tmp_path, content))
        assert caught.value.reason == "The Word document is damaged."

    def test_archive_that_unpacks_to_too_much(self, tmp_path: Path) -> None:
        content = docx(paragraph("x" * MOST_XML))
        assert len(content) < MOST_XML / 100
        with pytest.raises(UnreadableDocument) as caught:
            read_word(saved(tmp_path, content))
        assert caught.value.reason == "The Word document is too large to read."

    def test_entities_are_not_expanded(self, tmp_path: Path) -> None:
        prolog = '<!DOCTYPE w [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        assert texts(tmp_path, docx(paragraph("before &b;"), prolog)) == ["before"]
