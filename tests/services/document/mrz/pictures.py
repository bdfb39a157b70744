"""Pictures of pages with a zone, and what scanners, telephones and light do to them. The same for the same seed."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from scripts.demo.lettering import write, write_at_pitch

DPI = 300
PITCH = DPI // 10
"""OCR-B, size 1: ten characters an inch (ICAO 9303-3, 4)."""
LINE_STEP = round(6.35 / 25.4 * DPI)
INK = (24, 28, 38)
LABELS = ("Surname / Nom", "Given names / Prénoms", "Nationality", "Date of birth", "Document No.", "Date of expiry")
VALUES = ("ERIKSSON", "ANNA MARIA", "UTOPIAN", "12 AUG 1974", "SPECIMEN", "15 APR 2032")

Degrade = Callable[[Image.Image, Random], Image.Image]


def draw_page(lines: Sequence[str], chance: Random, font: Path | None = None, *, patterned: bool = False) -> Image.Image:
    """A card or data page with the zone at its foot; `font` is an OCR-B of ten characters an inch at 12 points."""
    width = len(lines[0]) * PITCH + 2 * round(5.5 / 25.4 * DPI)
    height = round(width * 0.66)
    ground = tuple(chance.randint(215, 250) for _ in range(3))
    page = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(page)
    write(draw, (60, 100), "UTOPIA", 64, INK, weight=1)
    top = height - len(lines) * LINE_STEP - 55
    for row, (label, value) in enumerate(zip(LABELS, VALUES, strict=True)):
        y = 150 + row * 68
        if y > top - 70:
            break
        write(draw, (width // 3, y), label, 20, (38, 84, 104))
        write(draw, (width // 3, y + 38), value, 30, INK)
    if not patterned:
        draw.rectangle((0, top - 20, width, height), fill=(250, 250, 248))
    else:
        _draw_guilloche(draw, (width, height), chance)
    for row, line in enumerate(lines):
        place = (round(5.5 / 25.4 * DPI), top + row * LINE_STEP + 45)
        if font:
            for number, character in enumerate(line):
                draw.text((place[0] + number * PITCH, place[1]), character, INK, _ocr_b(font), anchor="ls")
        else:
            write_at_pitch(page, place, line, 37, INK, PITCH)
    return page


@cache
def _ocr_b(font: Path) -> ImageFont.FreeTypeFont:
    size = 100
    return ImageFont.truetype(font, size * PITCH / ImageFont.truetype(font, size).getlength("0"))


def _draw_guilloche(draw: ImageDraw.ImageDraw, size: tuple[int, int], chance: Random) -> None:
    colour = tuple(chance.randint(150, 205) for _ in range(3))
    for offset in range(-200, size[1] + 200, chance.randint(9, 18)):
        points = [(x, offset + 40 * np.sin(x / 70 + offset / 50)) for x in range(0, size[0], 8)]
        draw.line(points, colour, 2)


def _blur(image: Image.Image, chance: Random) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(chance.uniform(2.0, 3.6)))


def _motion(image: Image.Image, chance: Random) -> Image.Image:
    """Moved while exposed."""
    length = chance.randint(7, 13)
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1 / length
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), chance.uniform(0, 180), 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    return Image.fromarray(cv2.filter2D(np.asarray(image), -1, kernel / kernel.sum()))


def _noise(image: Image.Image, chance: Random) -> Image.Image:
    generator = np.random.default_rng(chance.getrandbits(32))
    pixels = np.asarray(image, np.float32) + generator.normal(0, chance.uniform(20, 45), np.asarray(image).shape)
    return _image(pixels)


def _jpeg(image: Image.Image, chance: Random) -> Image.Image:
    scaled = _scaled(image, chance.uniform(0.5, 0.8))
    return _compressed(scaled, chance.randint(15, 40))


def _perspective(image: Image.Image, chance: Random) -> Image.Image:
    width, height = image.size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inward = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]])
    moved = corners + inward * [[chance.uniform(0.02, 0.12) * width, chance.uniform(0.02, 0.12) * height] for _ in range(4)]
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return _image(cv2.warpPerspective(np.asarray(image), matrix, (width, height), borderValue=(90, 80, 70)))


def _skew(image: Image.Image, chance: Random) -> Image.Image:
    return image.rotate(chance.choice((-1, 1)) * chance.uniform(3, 10), Image.Resampling.BICUBIC, True, fillcolor="grey")


def _glare(image: Image.Image, chance: Random) -> Image.Image:
    """A lamp mirrored somewhere over the zone: the ink fades there."""
    width, height = image.size
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    away = ((x - chance.uniform(0.1, 0.9) * width) / (0.16 * width)) ** 2 + ((y - 0.88 * height) / (0.3 * height)) ** 2
    light = np.exp(-away)[:, :, None] * chance.uniform(0.6, 0.88)
    return _image(np.asarray(image) * (1 - light) + 255 * light)


def _low_resolution(image: Image.Image, chance: Random) -> Image.Image:
    return _compressed(_scaled(image, chance.uniform(100, 150) / DPI), 75)


def _turned(image: Image.Image, chance: Random) -> Image.Image:
    turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    return image.transpose(chance.choice(turns))


def _uneven(image: Image.Image, chance: Random) -> Image.Image:
    """Light from one side, and a shadow with an edge."""
    width, height = image.size
    angle = chance.uniform(0, 2 * np.pi)
    x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    side = x * np.cos(angle) + y * np.sin(angle)
    light = 0.62 + 0.38 * side - 0.25 * (side > chance.uniform(-0.3, 0.3))
    return _image(np.asarray(image) * np.clip(light, 0.12, 1)[:, :, None])


def _photograph(image: Image.Image, chance: Random) -> Image.Image:
    """What a telephone makes of it: some of everything."""
    image = _perspective(_uneven(image, chance), chance) if chance.random() < 0.5 else _skew(image, chance)
    image = image.filter(ImageFilter.GaussianBlur(chance.uniform(0.8, 1.8)))
    return _compressed(_scaled(image, chance.uniform(0.5, 0.9)), chance.randint(30, 60))


DEGRADED: Mapping[str, Degrade] = {
    "clean": lambda image, _: image,
    "blur": _blur,
    "motion": _motion,
    "noise": _noise,
    "jpeg": _jpeg,
    "perspective": _perspective,
    "skew": _skew,
    "glare": _glare,
    "low resolution": _low_resolution,
    "turned": _turned,
    "uneven": _uneven,
    "patterned": lambda image, _: image,
    "photograph": _photograph,
}


def picture(lines: Sequence[str], kind: str, seed: int, font: Path | None = None) -> Image.Image:
    """The page with this zone, degraded in this way."""
    chance = Random(f"{kind} {seed}")
    return DEGRADED[kind](draw_page(lines, chance, font, patterned=kind == "patterned"), chance)


def _image(pixels: NDArray[np.generic]) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _scaled(image: Image.Image, factor: float) -> Image.Image:
    return image.resize((round(image.width * factor), round(image.height * factor)), Image.Resampling.LANCZOS)


def _compressed(image: Image.Image, quality: int) -> Image.Image:
    packed = BytesIO()
    image.save(packed, "JPEG", quality=quality)
    return Image.open(packed).convert("RGB")
