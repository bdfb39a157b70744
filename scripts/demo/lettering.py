"""Text with the font that comes inside Pillow: accents, which it lacks, and the fixed pitch of OCR-B."""

from functools import cache
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Place = tuple[float, float]

ACUTE, CIRCUMFLEX = "\u0301", "\u0302"
CAP_HEIGHT = 0.70
X_HEIGHT = 0.53
ACCENTS = {ACUTE: ((-0.05, -0.07), (0.08, -0.20)), CIRCUMFLEX: ((-0.13, -0.08), (0, -0.19), (0.13, -0.08))}
"""Lines from the middle of the letter's upper edge, in font sizes."""


def write(draw: ImageDraw.ImageDraw, place: Place, text: str, size: int, colour: Colour, weight: float = 0) -> float:
    """Write `text` from `place`, the start of its baseline, fattened by `weight` pixels; returns where it ends."""
    font = _font(size)
    x, y = place
    for character in text:
        base, *accents = list(normalize("NFD", character))
        if base == "°":
            x += _ring(draw, (x, y), size, colour)
            continue
        draw.text((x, y), base, colour, font, anchor="ls", stroke_width=weight, stroke_fill=colour)
        advance = font.getlength(base)
        upper = y - size * (CAP_HEIGHT if base.isupper() else X_HEIGHT)
        for accent in accents:
            points = [(x + advance / 2 + dx * size, upper + dy * size) for dx, dy in ACCENTS[accent]]
            draw.line(points, colour, width=max(2, round(size * 0.08 + weight)), joint="curve")
        x += advance
    return x


def write_at_pitch(image: Image.Image, place: Place, text: str, size: int, colour: Colour, pitch: int) -> None:
    """Write one character in the middle of each cell of `pitch` pixels, narrowed where it would touch the next."""
    font = _font(size)
    x, y = round(place[0]), round(place[1])
    for number, character in enumerate(text):
        left, top, right, bottom = font.getbbox(character, anchor="ls", stroke_width=0.5)
        glyph = Image.new("L", (round(right - left) + 2, round(bottom - top) + 2))
        ImageDraw.Draw(glyph).text((1 - left, 1 - top), character, 255, font, anchor="ls", stroke_width=0.5)
        glyph = glyph.resize((min(glyph.width, pitch - 6), glyph.height), Image.Resampling.LANCZOS)
        image.paste(colour, (x + number * pitch + (pitch - glyph.width) // 2, y + round(top) - 1), glyph)


def _ring(draw: ImageDraw.ImageDraw, place: Place, size: int, colour: Colour) -> float:
    x, y = place[0] + 0.04 * size, place[1] - CAP_HEIGHT * size
    draw.ellipse((x, y, x + 0.26 * size, y + 0.26 * size), outline=colour, width=2)
    return 0.34 * size


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        message = "Pillow was built without FreeType"
        raise TypeError(message)
    return font
