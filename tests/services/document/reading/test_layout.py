"""Lines from words, and the order in which a person reads them. Units are points."""

from hypothesis import given
from hypothesis import strategies as st

from services.document.reading.layout import PlacedLine, PlacedWord, group_lines, reading_order
from services.document.reading.page import Line, Word

LETTER = 6.0
HEIGHT = 12.0
SENTENCE = "running text fills its column"


def word(text: str, x: float, y: float) -> PlacedWord:
    box = (x, y, x + LETTER * len(text), y + HEIGHT)
    return box, Word(text, box)


def line(text: str, x: float, y: float) -> PlacedLine:
    box, only = word(text, x, y)
    return box, Line((only,))


def texts(lines: list[PlacedLine]) -> list[str]:
    return [item.text for item in reading_order(lines)]


class TestGroupLines:
    def test_joins_words_side_by_side(self) -> None:
        lines = group_lines([word("name", 40, 100), word("Family", 0, 100), word("below", 0, 115)])
        assert sorted(item.text for _, item in lines) == ["Family name", "below"]

    def test_parts_at_a_wide_gap(self) -> None:
        lines = group_lines([word("Date:", 0, 100), word("1974-08-12", 80, 100)])
        assert sorted(item.text for _, item in lines) == ["1974-08-12", "Date:"]

    def test_joins_a_raised_word(self) -> None:
        ((_, only),) = group_lines([word("N", 0, 100), word("o.", 8, 97)])
        assert only.text == "N o."

    @given(
        st.lists(st.tuples(st.integers(0, 600), st.integers(0, 800)), max_size=60, unique=True),
    )
    def test_keeps_every_word_once_and_left_to_right(self, places: list[tuple[int, int]]) -> None:
        words = [word(f"w{index}", x, y) for index, (x, y) in enumerate(places)]
        lines = [item for _, item in group_lines(words)]
        assert sorted(found.text for item in lines for found in item.words) == sorted(item.text for _, item in words)
        for item in lines:
            starts = [found.box[0] for found in item.words]
            assert starts == sorted(starts)


class TestReadingOrder:
    def test_rows_from_left_to_right(self) -> None:
        lines = [line("31", 300, 101), line("Name", 0, 120), line("Eriksson", 300, 119), line("Age", 0, 100)]
        assert texts(lines) == ["Age", "31", "Name", "Eriksson"]

    def test_columns_one_after_the_other(self) -> None:
        left = [line(f"{SENTENCE} left {row}", 0, 100 + 14 * row) for row in range(6)]
        right = [line(f"{SENTENCE} right {row}", 260, 103 + 14 * row) for row in range(6)]
        assert texts(right + left) == [item.text for _, item in left + right]

    def test_three_columns(self) -> None:
        columns = [
            [line(f"{SENTENCE} {column} {row}", 240 * column, 100 + 14 * row) for row in range(4)]
            for column in range(3)
        ]
        expected = [item.text for column in columns for _, item in column]
        assert texts([item for row in zip(*columns, strict=True) for item in row]) == expected

    def test_lines_across_both_columns_part_them(self) -> None:
        heading = line("One heading that reaches over all of the page and both its columns", 0, 80)
        footing = line("One footing that reaches over all of the page and both its columns", 0, 200)
        left = [line(f"{SENTENCE} left {row}", 0, 100 + 14 * row) for row in range(6)]
        right = [line(f"{SENTENCE} right {row}", 260, 100 + 14 * row) for row in range(6)]
        expected = [item.text for _, item in [heading, *left, *right, footing]]
        assert texts([footing, *right, *left, heading]) == expected

    def test_labels_and_values_are_no_columns(self) -> None:
        heights = range(100, 420, 40)
        rows = [(line(f"Label at {y}", 0, y), line(f"value at {y}", 300, y)) for y in heights]
        assert texts([item for row in rows for item in row]) == [item.text for row in rows for _, item in row]

    def test_no_lines(self) -> None:
        assert reading_order([]) == []

    @given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 800), st.integers(1, 40)), max_size=25))
    def test_keeps_every_line_once(self, places: list[tuple[int, int, int]]) -> None:
        lines = [line("x" * length, x, y) for x, y, length in places]
        assert sorted(map(id, reading_order(lines))) == sorted(id(item) for _, item in lines)
