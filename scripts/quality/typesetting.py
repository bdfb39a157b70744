"""Puts a layout's text in its places on pages, in points from the upper left corner."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from scripts.quality.fonts import FAMILIES, width

PAPERS = {
    "letter": (612.0, 792.0, 10.5),
    "a4": (595.0, 842.0, 10.5),
    "card": (243.0, 153.0, 6.4),
    "passport": (354.0, 249.0, 7.2),
    "visa": (354.0, 240.0, 7.2),
    "id2": (298.0, 210.0, 6.8),
    "stamp": (200.0, 130.0, 9.5),
    "slip": (360.0, 200.0, 8.5),
}
"""Width, height and size of print. Cards are ID-1, ID-2 and ID-3 (ISO/IEC 7810), the visa is MRV-A."""

LEADING = 1.38
NARROWEST = 0.72
PHOTO_SHARE = 0.31
ZONE = "(mrz)"
"""Stands for the machine readable zone."""

ZONE_BOTTOM = 0.035
"""Of the height of the page: what is left free below the zone."""

_MARKS = re.compile(r"([#!~^_]+) ")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `y` is its baseline."""

    text: str
    x: float
    y: float
    size: float
    font: str


@dataclass(slots=True)
class Sheet:
    """A page. `rows` are its pieces row by row; `zone` are the lines of a machine readable zone at its foot."""

    width: float
    height: float
    rows: list[list[Piece]] = field(default_factory=list)
    rules: list[float] = field(default_factory=list)
    zone: tuple[str, ...] = ()
    photo: tuple[float, float, float, float] | None = None

    @property
    def margin(self) -> float:
        return 0.045 * self.width if self.width < 400 else 50.0

    @property
    def zone_pitch(self) -> float:
        """Of its characters; OCR-B has ten to the inch, and a small card leaves less."""
        longest = max((len(line) for line in self.zone), default=44)
        return min(7.2, (self.width - 1.2 * self.margin) / longest)

    @property
    def zone_leading(self) -> float:
        return 2.3 * self.zone_pitch

    def zone_baseline(self, number: int) -> float:
        """Of line `number` of the zone, from 0."""
        last = (1 - ZONE_BOTTOM) * self.height - 0.5 * self.zone_pitch
        return last - (len(self.zone) - 1 - number) * self.zone_leading

    @property
    def text(self) -> str:
        """Row by row, the zone last."""
        rows = [" ".join(piece.text for piece in row) for row in self.rows]
        return "\n".join([*rows, *self.zone])


@dataclass(frozen=True, slots=True)
class Style:
    """How one row is set."""

    size: float
    font: str
    centred: bool = False
    at_foot: bool = False


def typeset(text: str, paper: str, family: str, zone: tuple[str, ...] = (), *, photo: bool = False) -> list[Sheet]:
    """The pages of `text`; what is too much for a card is set smaller, what is too much for a page goes on the next."""
    wide, high, size = PAPERS[paper]
    lines = text.splitlines()
    for scale in (1.0, 0.9, 0.82, 0.75, 0.68):
        sheets = _Setter((wide, high), size * scale, family, zone, photo=photo).set(lines)
        if high > 400 or len(sheets) == 1:
            return sheets
    raise ValueError(f"too much text for a {paper}: {lines[0]}")


class _Setter:
    def __init__(
        self, paper: tuple[float, float], size: float, family: str, zone: tuple[str, ...], *, photo: bool
    ) -> None:
        self.paper = paper
        self.size = size
        self.regular, self.bold = FAMILIES[family]
        self.zone = zone
        self.has_photo = photo
        self.sheets = [self._new_sheet()]

    def set(self, lines: Sequence[str]) -> list[Sheet]:
        for line in lines:
            if line.startswith("===="):
                self.sheets.append(self._new_sheet())
            elif line.startswith("----"):
                self._sheet.rules.append(self.y + 0.4 * self.size)
                self.y += 0.5 * self.size
            elif line.strip() == ZONE:
                self._sheet.zone = self.zone
            else:
                self._set_line(line)
        return self.sheets

    @property
    def _sheet(self) -> Sheet:
        return self.sheets[-1]

    def _new_sheet(self) -> Sheet:
        sheet = Sheet(*self.paper)
        self.y = sheet.margin
        self.foot = sheet.height - 0.5 * sheet.margin
        if self.has_photo:
            share = PHOTO_SHARE * sheet.width
            top = 0.2 * sheet.height
            sheet.photo = (sheet.margin, top, share - 0.3 * sheet.margin, min(top + 1.25 * share, 0.72 * sheet.height))
        return sheet

    def _set_line(self, line: str) -> None:
        style, content = self._style(line)
        step = LEADING * style.size
        for cells in self._wrapped(content, style):
            if style.at_foot:
                self._place(cells, style, self.foot - 0.3 * step)
                continue
            if self.y + step > self._lowest():
                self.sheets.append(self._new_sheet())
            self.y += step
            self._place(cells, style, self.y)
        if not content.strip():
            self.y += 0.6 * step

    def _lowest(self) -> float:
        if self._sheet.zone:
            return self._sheet.zone_baseline(0) - 1.6 * self._sheet.zone_pitch
        if self.zone:
            pending = Sheet(*self.paper, zone=self.zone)
            return pending.zone_baseline(0) - 1.6 * pending.zone_pitch
        return self._sheet.height - self._sheet.margin

    def _style(self, line: str) -> tuple[Style, str]:
        match = _MARKS.match(line)
        marks, content = (match[1], line[match.end() :]) if match else ("", line)
        factor = 1.5 if "#" in marks else 0.78 if "~" in marks else 1.0
        is_bold = "#" in marks or "!" in marks
        font = self.bold if is_bold else self.regular
        return Style(self.size * factor, font, "^" in marks, "_" in marks), content

    @property
    def _left(self) -> float:
        return PHOTO_SHARE * self._sheet.width + 0.5 * self._sheet.margin if self.has_photo else self._sheet.margin

    @property
    def _room(self) -> float:
        return self._sheet.width - self._sheet.margin - self._left

    def _wrapped(self, content: str, style: Style) -> Iterator[list[str]]:
        """Rows of cells; a cell that is too long even in narrow print goes on in the next row."""
        cells = [cell.strip() for cell in f" {content} ".split(" | ")]
        narrowest = NARROWEST if len(cells) > 1 else 1.0
        columns = [
            list(_broken(text, style, self._room_of(cells, number) / narrowest)) for number, text in enumerate(cells)
        ]
        yield from (list(row) for row in zip_longest(*columns, fillvalue="") if any(row))

    def _room_of(self, cells: Sequence[str], number: int) -> float:
        """Up to the next column that isn't empty."""
        following = next((place for place in range(number + 1, len(cells)) if cells[place]), len(cells))
        return (following - number) * self._room / len(cells) - 0.25 * self.size

    def _place(self, cells: Sequence[str], style: Style, y: float) -> None:
        pieces = []
        for number, text in enumerate(cells):
            if not text:
                continue
            room = self._room_of(cells, number)
            wide = width(text, style.font, style.size)
            size = style.size * max(NARROWEST, min(1.0, room / wide))
            x = self._left + number * self._room / len(cells)
            if style.centred:
                x += max(0.0, (room - wide) / 2)
            pieces.append(Piece(text, x, y, size, style.font))
        if pieces:
            self._sheet.rows.append(pieces)


def _broken(text: str, style: Style, room: float) -> Iterator[str]:
    row = ""
    for word in text.split():
        if row and width(f"{row} {word}", style.font, style.size) > room:
            yield row
            row = word
        else:
            row = f"{row} {word}" if row else word
    if row:
        yield row
