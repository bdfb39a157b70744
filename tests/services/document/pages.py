"""Pages made of plain text: a row is a line, spaces keep their width, `#` before a word makes its piece large."""

import re
from pathlib import Path

from services.document.reading.page import Line, Page, ReadingMethod, Word

SAMPLES = Path(__file__).parent / "samples"
COLUMNS = 120
ROWS = 60
# Readers part a row at gaps wider than a line is high.
PIECE = re.compile(r"(?P<large># )?(?P<text>\S+(?: {1,2}\S+)*)")


def page(text: str, number: int = 1, method: ReadingMethod = ReadingMethod.TEXT, score: float = 1.0) -> Page:
    """A page of `text`, 60 rows high and 120 characters wide; `score` is the reader's certainty of each word."""
    rows = text.splitlines()
    height = 1 / max(ROWS, len(rows))
    lines = [
        _line(piece, index * height, height, score) for index, row in enumerate(rows) for piece in PIECE.finditer(row)
    ]
    return Page(number, tuple(lines), method)


def sample(name: str) -> list[Page]:
    """The pages of a file in `samples`; its name begins with the type that it is."""
    text = (SAMPLES / f"{name}.txt").read_text("utf-8")
    return [page(part, number) for number, part in enumerate(text.split("\f"), start=1)]


def _line(piece: re.Match[str], top: float, height: float, score: float) -> Line:
    size = 0.9 if piece["large"] else 0.6
    words = []
    for word in re.finditer(r"\S+", piece["text"]):
        start = piece.start("text") + word.start()
        box = (start / COLUMNS, top, (start + len(word[0])) / COLUMNS, top + size * height)
        words.append(Word(word[0], box, score))
    return Line(tuple(words))
