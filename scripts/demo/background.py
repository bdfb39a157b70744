"""What lies under the text of the specimen: tints, guilloche lines and a silhouette, all from plain shapes."""

from collections.abc import Iterable, Iterator
from math import cos, sin, tau

from PIL import Image, ImageDraw

from scripts.demo.lettering import Colour

Point = tuple[float, float]

WHITE = (255, 255, 255)
SKY = (218, 233, 240)
SAND = (250, 240, 226)
TEAL = (122, 172, 184)
ROSE = (222, 160, 148)
SLATE = (74, 92, 112)
DARK_SLATE = (48, 62, 80)

STRANDS = 18
ROSETTES = (((0.79, 0.39), 0.24), ((0.79, 0.39), 0.11), ((0.93, 0.09), 0.06))
"""Middles in shares of the page, and radii in shares of its height."""

FAINTNESS = 0.26
FINE = 3
"""Shapes are drawn this much larger and then reduced: Pillow's own lines have no soft edges."""


def draw_background(size: tuple[int, int]) -> Image.Image:
    """The tinted ground of a page, `size` in pixels, with waves of lines and rosettes. RGB."""
    ground = _blend(size, SKY, SAND)
    fine = size[0] * FINE, size[1] * FINE
    _draw_lines(ground, TEAL, (_wave(fine, number) for number in range(46)))
    strands = range(STRANDS)
    _draw_lines(ground, ROSE, (_strand(fine, *ring, number / STRANDS) for ring in ROSETTES for number in strands))
    return ground


def draw_portrait(size: tuple[int, int]) -> Image.Image:
    """Head and shoulders of nobody, `size` in pixels. RGB."""
    portrait = _blend((size[0] * FINE, size[1] * FINE), WHITE, SKY)
    draw = ImageDraw.Draw(portrait)

    def ellipse(colour: Colour, middle: Point, radii: Point) -> None:
        (x, y), (across, down) = middle, radii
        corners = (x - across, y - down, x + across, y + down)
        draw.ellipse([share * portrait.size[place % 2] for place, share in enumerate(corners)], fill=colour)

    ellipse(DARK_SLATE, (0.5, 0.42), (0.25, 0.23))
    ellipse(DARK_SLATE, (0.5, 0.55), (0.258, 0.20))
    ellipse(DARK_SLATE, (0.5, 1.07), (0.46, 0.34))
    ellipse(SLATE, (0.5, 0.70), (0.095, 0.15))
    ellipse(SLATE, (0.5, 0.47), (0.165, 0.185))
    return portrait.resize(size, Image.Resampling.BOX)


def _blend(size: tuple[int, int], upper: Colour, lower: Colour) -> Image.Image:
    """From one colour at the top to another at the bottom."""
    shade = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, lower), Image.new("RGB", size, upper), shade)


def _wave(size: tuple[int, int], number: int) -> Iterator[Point]:
    width, height = size
    for step in range(241):
        x = step / 240
        swing = 0.055 * sin(tau * 1.5 * x + number * 0.16) + 0.03 * sin(tau * 4 * x - number * 0.07)
        yield round(x * width), round(height * (number / 45 + swing))


def _strand(size: tuple[int, int], middle: Point, radius: float, turn: float) -> Iterator[Point]:
    """One strand of a woven ring: the others are the same at another `turn` from 0 to 1."""
    width, height = size
    for step in range(721):
        angle = tau * step / 720
        swing = 0.72 + 0.2 * sin(9 * angle + tau * turn) + 0.08 * sin(18 * angle - tau * turn)
        reach = radius * height * swing
        yield round(middle[0] * width + reach * cos(angle)), round(middle[1] * height + reach * sin(angle))


def _draw_lines(ground: Image.Image, colour: Colour, lines: Iterable[Iterator[Point]]) -> None:
    mask = Image.new("L", (ground.width * FINE, ground.height * FINE))
    draw = ImageDraw.Draw(mask)
    for line in lines:
        draw.line(list(line), fill=255, width=FINE)
    ground.paste(colour, mask=mask.reduce(FINE).point([round(level * FAINTNESS) for level in range(256)]))
