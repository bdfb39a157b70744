"""What lies under the text of the specimen: tints, guilloche lines and a silhouette, all from plain shapes."""

from collections.abc import Iterator
from math import cos, pi, sin, tau

from PIL import Image, ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[int, int, int, int]

WHITE = (255, 255, 255)
SKY = (218, 233, 240)
SAND = (250, 240, 226)
TEAL = (122, 172, 184)
ROSE = (222, 160, 148)
SLATE = (74, 92, 112)
DARK_SLATE = (48, 62, 80)

FINE = 3
"""Shapes are drawn this much larger and then reduced: Pillow's own lines have no soft edges."""


def draw_background(size: tuple[int, int]) -> Image.Image:
    """The tinted ground of a page, `size` in pixels, with two waves of lines and a rosette. RGB."""
    width, height = size
    ground = blend(size, SKY, SAND)
    lines = Image.new("L", (width * FINE, height * FINE))
    draw = ImageDraw.Draw(lines)
    for number in range(46):
        draw.line(list(_wave(lines.size, number)), fill=255, width=FINE)
    ground.paste(TEAL, mask=_reduced(lines, 0.26))
    draw.rectangle((0, 0, *lines.size), fill=0)
    for number in range(26):
        middle = (0.83 * lines.width, 0.36 * lines.height)
        draw.line(list(_rosette(middle, 0.25 * lines.height, number / 26)), fill=255, width=FINE)
    ground.paste(ROSE, mask=_reduced(lines, 0.26))
    return ground


def draw_portrait(size: tuple[int, int]) -> Image.Image:
    """Head and shoulders of nobody, `size` in pixels. RGB."""
    portrait = blend((size[0] * FINE, size[1] * FINE), WHITE, SKY)
    draw = ImageDraw.Draw(portrait)

    def ellipse(colour: Colour, middle: Point, radii: Point) -> None:
        (x, y), (across, down) = middle, radii
        corners = (x - across, y - down, x + across, y + down)
        draw.ellipse([share * portrait.size[place % 2] for place, share in enumerate(corners)], fill=colour)

    ellipse(DARK_SLATE, (0.5, 0.40), (0.29, 0.27))
    ellipse(DARK_SLATE, (0.5, 0.55), (0.27, 0.17))
    ellipse(SLATE, (0.5, 1.06), (0.45, 0.33))
    ellipse(SLATE, (0.5, 0.68), (0.11, 0.16))
    ellipse(SLATE, (0.5, 0.44), (0.19, 0.20))
    return portrait.resize(size, Image.Resampling.BOX)


def blend(size: tuple[int, int], upper: Colour, lower: Colour) -> Image.Image:
    """From one colour at the top to another at the bottom."""
    shade = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, lower), Image.new("RGB", size, upper), shade)


def _wave(size: tuple[int, int], number: int) -> Iterator[Point]:
    width, height = size
    for step in range(241):
        x = step / 240
        swing = 0.055 * sin(tau * 1.5 * x + number * 0.16) + 0.03 * sin(tau * 4 * x - number * 0.07)
        yield round(x * width), round(height * (number / 45 + swing))


def _rosette(middle: Point, radius: float, turn: float) -> Iterator[Point]:
    for step in range(721):
        angle = tau * step / 720
        reach = radius * (0.62 + 0.30 * sin(6 * angle + tau * turn) * cos(pi * turn))
        yield round(middle[0] + reach * cos(angle)), round(middle[1] + reach * sin(angle))


def _reduced(mask: Image.Image, strength: float) -> Image.Image:
    small = mask.reduce(FINE)
    return small.point([round(level * strength) for level in range(256)])
