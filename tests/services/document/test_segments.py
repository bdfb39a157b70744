import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.reading.page import Line, Page, ReadingMethod, Word
from services.document.segments import fold, item_number, position_after, segments


def line(*words: tuple[str, float], score: float = 1.0) -> Line:
    """Words at their left edges, in characters of 1/100 page width."""
    return Line(tuple(Word(text, (left / 100, 0.1, (left + len(text)) / 100, 0.12), score) for text, left in words))


def texts(*lines: Line) -> list[str]:
    return [segment.text for segment in segments(Page(1, lines, ReadingMethod.OCR))]


class TestSegments:
    def test_a_space_does_not_part(self) -> None:
        assert texts(line(("Given", 0), ("names", 6))) == ["Given names"]

    def test_a_column_does(self) -> None:
        assert texts(line(("Surname", 0), ("ERIKSSON", 20))) == ["Surname", "ERIKSSON"]

    def test_punctuation_alone_is_left_out(self) -> None:
        assert texts(line(("►", 0)), line(("-", 50)), Line(())) == []

    def test_place_and_certainty(self) -> None:
        found = segments(Page(3, (line(("AB", 0), ("CD", 3), score=0.5),), ReadingMethod.OCR))[0]
        assert (found.page, found.score, found.box) == (3, 0.5, (0, 0.1, 0.05, 0.12))
        assert found.character == pytest.approx(0.01)


class TestFold:
    @pytest.mark.parametrize(
        ("text", "folded"),
        [
            ("Date of Birth:", "dateofbirth"),
            ("Prénoms", "prenoms"),
            ("USCIS #", "uscis#"),
            ("Straße", "strasse"),
            ("__", ""),
        ],
    )
    def test_keeps_what_ocr_keeps(self, text: str, folded: str) -> None:
        assert fold(text) == folded

    @given(st.text())
    def test_is_idempotent(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @pytest.mark.parametrize(
        ("text", "length", "rest"), [("Date of birth: 12", 11, ": 12"), ("Prénoms X", 7, " X"), ("AB", 9, "")]
    )
    def test_position_behind(self, text: str, length: int, rest: str) -> None:
        assert text[position_after(text, length) :] == rest


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("8. Sex", "Sex"),
        ("1.a. Family Name", "Family Name"),
        ("4d DL", "DL"),
        ("1,2 NAME", "NAME"),
        ("(b) Last name", "Last name"),
        ("a Employee", "Employee"),
        ("Sex", "Sex"),
        ("12 AUG 1974", "AUG 1974"),
        ("A-Number", "A-Number"),
    ],
)
def test_item_numbers(text: str, rest: str) -> None:
    assert text[item_number(text) :] == rest
