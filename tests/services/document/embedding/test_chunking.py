"""Pieces of pages: nothing lost, nothing torn, every piece on its page."""

from hypothesis import given
from hypothesis import strategies as st

from services.document.embedding.chunking import MOST_TOKENS, OVERLAP_LINES, OVERLAP_TOKENS, Chunk, chunk_pages
from services.document.reading.page import Line, Page, ReadingMethod, Word

WORDS = st.text(alphabet="abcdefg", min_size=1, max_size=8)
TEXTS = st.lists(st.lists(WORDS, min_size=1, max_size=60), max_size=40)


def page(texts: list[list[str]], number: int = 1) -> Page:
    lines = tuple(
        Line(tuple(Word(text, (0.1, row / 50, 0.9, (row + 0.8) / 50)) for text in words))
        for row, words in enumerate(texts)
    )
    return Page(number, lines, ReadingMethod.TEXT)


def tokens(text: str) -> int:
    return len(text.split())


def chunks_of(texts: list[list[str]]) -> list[Chunk]:
    return chunk_pages([page(texts)], tokens)


@given(TEXTS)
def test_every_line_is_in_a_piece_and_every_piece_stands_on_the_page(texts: list[list[str]]) -> None:
    whole = page(texts)
    chunks = chunk_pages([whole], tokens)
    covered = {line for chunk in chunks for line in chunk.text.split("\n")}
    assert covered == {line.text for line in whole.lines}
    assert all(chunk.text in whole.text for chunk in chunks)


@given(TEXTS)
def test_no_piece_is_too_long_unless_one_line_is(texts: list[list[str]]) -> None:
    for chunk in chunks_of(texts):
        assert tokens(chunk.text) <= MOST_TOKENS or "\n" not in chunk.text


@given(TEXTS)
def test_positions_count_on_and_boxes_stay_on_the_page(texts: list[list[str]]) -> None:
    chunks = chunk_pages([page(texts), page(texts, 2)], tokens)
    assert [chunk.position for chunk in chunks] == list(range(len(chunks)))
    for chunk in chunks:
        assert chunk.boxes
        assert all(0 <= edge <= 1 for box in chunk.boxes for edge in box)


def test_pieces_overlap_by_whole_lines() -> None:
    first, second, *_ = chunks_of([[f"w{row}"] * 10 for row in range(40)])
    assert first.text.split("\n")[-OVERLAP_LINES:] == second.text.split("\n")[:OVERLAP_LINES]


def test_long_lines_are_not_repeated() -> None:
    first, second, *_ = chunks_of([[f"w{row}"] * (OVERLAP_TOKENS + 1) for row in range(8)])
    assert not set(first.text.split("\n")) & set(second.text.split("\n"))


def test_short_page_is_one_piece() -> None:
    (chunk,) = chunks_of([["Name", "Eriksson"], ["Born", "Zenith"]])
    assert chunk.text == "Name Eriksson\nBorn Zenith"
    assert chunk.boxes == ((0.1, 0.0, 0.9, 0.036),)


def test_pages_are_never_mixed() -> None:
    chunks = chunk_pages([page([["one"]]), page([["two"]], 2)], tokens)
    assert [(chunk.page, chunk.text) for chunk in chunks] == [(1, "one"), (2, "two")]


def test_empty_page_has_no_piece() -> None:
    assert chunk_pages([Page(1, (), ReadingMethod.OCR)], tokens) == []


def test_lines_far_apart_have_boxes_of_their_own() -> None:
    far = Page(
        1,
        (Line((Word("top", (0.1, 0.1, 0.2, 0.12)),)), Line((Word("bottom", (0.1, 0.8, 0.3, 0.82)),))),
        ReadingMethod.TEXT,
    )
    (chunk,) = chunk_pages([far], tokens)
    assert chunk.boxes == ((0.1, 0.1, 0.2, 0.12), (0.1, 0.8, 0.3, 0.82))
