"""Text with the font that comes inside Pillow: accents, which it lacks, and the fixed pitch of OCR-B."""

from functools import cache
from typing import cast
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Place = tuple[float, float]

ACUTE, CIRCUMFLEX = "\u0301", "\u0302"
CAP_HEIGHT = 0.70
X_HEIGHT = 0.53
ACCENTS = {ACUTE: ((-0.05, -0.07), (0.08, -0.20)), CIRCUMFLEX: ((-0.13, -0.08), (0, -0.19), (0.13, -0.08))}
"""Lines from the middle of the letter's upper edge, in font sizes."""

DEGREE, DEGREE_ADVANCE = "°", 0.34

CELL_GAP = 3
STROKE = 0.6
FILLER_SIZE = 1.25
"""The filler of OCR-B is as large as its letters."""


def write(draw: ImageDraw.ImageDraw, place: Place, text: str, size: int, colour: Colour, *, weight: float = 0) -> None:
    """Write `text` from `place`, the start of its baseline, with strokes fattened by `weight` pixels."""
    font = _font(size)
    x, y = place
    for character in text:
        decomposed = normalize("NFD", character)
        base, accents = decomposed[0], decomposed[1:]
        if base == DEGREE:
            _draw_ring(draw, (x, y), size, colour)
            x += DEGREE_ADVANCE * size
            continue
        draw.text((x, y), base, colour, font, anchor="ls", stroke_width=weight, stroke_fill=colour)
        advance = font.getlength(base)
        top = y - size * (CAP_HEIGHT if base.isupper() else X_HEIGHT)
        for accent in accents:
            points = [(x + advance / 2 + dx * size, top + dy * size) for dx, dy in ACCENTS[accent]]
            draw.line(points, colour, width=max(2, round(size * 0.08 + weight)), joint="curve")
        x += advance


def write_at_pitch(image: Image.Image, place: Place, text: str, size: int, colour: Colour, pitch: int) -> None:
    """Write one character in the middle of each cell of `pitch` pixels, narrowed where it would touch the next."""
    x, y = place
    for number, character in enumerate(text):
        glyph, top = _glyph(character, size, pitch - CELL_GAP)
        image.paste(colour, (round(x + number * pitch + (pitch - glyph.width) / 2), round(y + top)), glyph)


def _glyph(character: str, size: int, widest: int) -> tuple[Image.Image, int]:
    """A mask and how far its upper edge stands from the baseline."""
    font = _font(round(size * FILLER_SIZE) if character == "<" else size)
    left, top, right, bottom = (round(edge) for edge in font.getbbox(character, anchor="ls", stroke_width=1))
    mask = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(mask).text((-left, -top), character, 255, font, anchor="ls", stroke_width=STROKE)
    return mask.resize((min(mask.width, widest), mask.height), Image.Resampling.LANCZOS), top


def _draw_ring(draw: ImageDraw.ImageDraw, place: Place, size: int, colour: Colour) -> None:
    x, y = place[0] + 0.04 * size, place[1] - CAP_HEIGHT * size
    draw.ellipse((x, y, x + 0.26 * size, y + 0.26 * size), outline=colour, width=2)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # Only without a size may it be the other kind, Pillow's bitmap font.
    return cast("ImageFont.FreeTypeFont", ImageFont.load_default(size))
