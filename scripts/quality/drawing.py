"""Draws a page as a scanner would deliver it, without any damage."""

import random

from PIL import Image, ImageDraw

from scripts.demo.background import draw_background, draw_portrait
from scripts.demo.lettering import write_at_pitch
from scripts.quality.fonts import picture_font
from scripts.quality.typesetting import Piece, Sheet

INK = (26, 27, 32)
CARD_DPI, PAGE_DPI = 300, 200
ZONE_FONTS = ("ocr-b", "ocr-b", "mono", "typewriter")
MONO = {"mono": "cascadia", "typewriter": "ubuntmbo"}
CAP_TO_PITCH = 1.22
"""Height of OCR-B's capitals to the width of its cell, size 1 (ISO 1073-2)."""


def draw_page(sheet: Sheet, rng: random.Random, *, is_card: bool) -> Image.Image:
    """`sheet` at 200 dpi, a card at 300 dpi on a printed background."""
    scale = (CARD_DPI if is_card else PAGE_DPI) / 72
    size = round(sheet.width * scale), round(sheet.height * scale)
    page = _background(size, rng) if is_card else Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    for rule in sheet.rules:
        ends = (sheet.margin * scale, rule * scale, (sheet.width - sheet.margin) * scale, rule * scale)
        draw.line(ends, INK, width=max(1, round(scale / 2)))
    if sheet.photo is not None:
        left, top, right, bottom = (round(edge * scale) for edge in sheet.photo)
        page.paste(draw_portrait((right - left, bottom - top)), (left, top))
    for row in sheet.rows:
        for piece in row:
            _write(draw, piece, scale)
    _write_zone(page, sheet, scale, rng.choice(ZONE_FONTS))
    return page


def _background(size: tuple[int, int], rng: random.Random) -> Image.Image:
    if rng.random() < 0.35:
        return Image.new("RGB", size, rng.choice(((250, 250, 247), (236, 243, 246), (245, 238, 228))))
    return draw_background(size)


def _write(draw: ImageDraw.ImageDraw, piece: Piece, scale: float) -> None:
    font = picture_font(piece.font, round(piece.size * scale, 1))
    draw.text((piece.x * scale, piece.y * scale), piece.text, INK, font, anchor="ls")


def _write_zone(page: Image.Image, sheet: Sheet, scale: float, font: str) -> None:
    if not sheet.zone:
        return
    pitch = sheet.zone_pitch * scale
    left = (page.width - pitch * len(sheet.zone[0])) / 2
    top = sheet.zone_baseline(0) - 1.6 * sheet.zone_pitch
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, round(top * scale), *page.size), fill=(252, 252, 250))
    for number, line in enumerate(sheet.zone):
        baseline = sheet.zone_baseline(number) * scale
        if font == "ocr-b":
            # Whole pixels a cell: the lettering of the demo knows no others.
            cell = int(pitch)
            place = (round((page.width - cell * len(line)) / 2), round(baseline))
            write_at_pitch(page, place, line, round(CAP_TO_PITCH * cell), INK, cell)
            continue
        face = picture_font(MONO[font], round(1.62 * pitch, 1))
        for column, character in enumerate(line):
            draw.text((left + (column + 0.5) * pitch, baseline), character, INK, face, anchor="ms")
