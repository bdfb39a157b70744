"""Prints pages as a PDF with a text layer."""

import logging
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from fpdf import FPDF

from scripts.quality.facts import TODAY
from scripts.quality.fonts import font_file
from scripts.quality.typesetting import Sheet

ZONE_FONT = "cascadia"


def print_pdf(sheets: Sequence[Sheet]) -> bytes:
    """`sheets` in one file, each as large as the first."""
    _quiet()
    with tempfile.TemporaryDirectory() as folder:
        return _printed(sheets, Path(folder))


def _printed(sheets: Sequence[Sheet], folder: Path) -> bytes:
    pdf = FPDF(unit="pt", format=(sheets[0].width, sheets[0].height))
    pdf.set_creation_date(datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC))
    pdf.set_auto_page_break(auto=False)
    fonts = {piece.font for sheet in sheets for row in sheet.rows for piece in row}
    for font in sorted(fonts | ({ZONE_FONT} if any(sheet.zone for sheet in sheets) else set())):
        pdf.add_font(font, fname=font_file(font, folder))
    for sheet in sheets:
        pdf.add_page()
        for rule in sheet.rules:
            pdf.line(sheet.margin, rule, sheet.width - sheet.margin, rule)
        for row in sheet.rows:
            for piece in row:
                pdf.set_font(piece.font, size=piece.size)
                pdf.text(piece.x, piece.y, piece.text)
        for number, line in enumerate(sheet.zone):
            pdf.set_font(ZONE_FONT, size=1.4 * sheet.zone_pitch)
            pdf.text(sheet.margin, sheet.zone_baseline(number), line)
    return bytes(pdf.output())


@cache
def _quiet() -> None:
    """Not a warning for every table that a subset of a font leaves out."""
    logging.getLogger("fontTools.subset").setLevel(logging.ERROR)
