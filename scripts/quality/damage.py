"""What happens to paper on its way into a computer: each damage takes a page and gives back what a camera saw."""

import random
from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

import cv2
import numpy as np
from PIL import Image

Damage = Callable[[Image.Image, random.Random], Image.Image]
TABLE = (118, 104, 92)


def noise(page: Image.Image, rng: random.Random) -> Image.Image:
    """Grain of a sensor in poor light."""
    grain = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(10, 22), (page.height, page.width, 1))
    return _picture(np.asarray(page, np.float32) + grain)


def blur(page: Image.Image, rng: random.Random) -> Image.Image:
    """Out of focus, by an amount that grows with the print."""
    sigma = rng.uniform(0.9, 1.5) * max(page.size) / 1700
    return Image.fromarray(cv2.GaussianBlur(np.asarray(page), (0, 0), sigma))


def jpeg(page: Image.Image, rng: random.Random) -> Image.Image:
    """Quality 30 to 60."""
    buffer = BytesIO()
    page.save(buffer, "JPEG", quality=rng.randint(30, 60))
    return Image.open(buffer).convert("RGB")


def quarter_turn(page: Image.Image, rng: random.Random) -> Image.Image:
    """On its side or upside down."""
    turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
    return page.transpose(rng.choice(turns))


def skew(page: Image.Image, rng: random.Random) -> Image.Image:
    """Up to 7 degrees either way, on a table."""
    degrees = rng.choice((-1, 1)) * rng.uniform(1.5, 7)
    return page.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)


def perspective(page: Image.Image, rng: random.Random) -> Image.Image:
    """Photographed from an angle."""
    wide, high = page.size
    reach = 0.07 * min(page.size)
    corners = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    inwards = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], np.float32)
    moved = corners + inwards * np.array([[rng.uniform(0, reach), rng.uniform(0, reach)] for _ in range(4)], np.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return Image.fromarray(cv2.warpPerspective(np.asarray(page), matrix, page.size, borderValue=TABLE))


def uneven_light(page: Image.Image, rng: random.Random) -> Image.Image:
    """A shadow that falls across the page."""
    across = np.linspace(0, 1, page.width)[None, :] * rng.choice((-1, 1))
    down = np.linspace(0, 1, page.height)[:, None] * rng.choice((-1, 1))
    slope = across + rng.uniform(0.2, 1) * down
    slope = (slope - slope.min()) / (slope.max() - slope.min())
    return _picture(np.asarray(page, np.float32) * (0.42 + 0.58 * slope)[:, :, None])


def low_resolution(page: Image.Image, rng: random.Random) -> Image.Image:
    """100 to 150 dpi for a page, 150 to 200 for a card; enlarged by nobody."""
    dpi = rng.uniform(100, 150) / 200 if max(page.size) > 1600 else rng.uniform(150, 200) / 300
    return page.resize((round(page.width * dpi), round(page.height * dpi)), Image.Resampling.BILINEAR)


def glare(page: Image.Image, rng: random.Random) -> Image.Image:
    """A lamp mirrored in the laminate: print goes pale there, and doesn't vanish."""
    y, x = np.mgrid[0 : page.height, 0 : page.width]
    centre = rng.uniform(0.2, 0.8) * page.width, rng.uniform(0.2, 0.8) * page.height
    radius = rng.uniform(0.15, 0.3) * min(page.size)
    spot = np.exp(-((x - centre[0]) ** 2 + (y - centre[1]) ** 2) / (2 * radius**2))
    pixels = np.asarray(page, np.float32)
    return _picture(pixels + (255 - pixels) * (rng.uniform(0.5, 0.75) * spot)[:, :, None])


def texture(page: Image.Image, rng: random.Random) -> Image.Image:
    """Recycled paper, or a copy of a copy."""
    coarse = np.random.default_rng(rng.getrandbits(32)).normal(0, 26, (page.height // 6, page.width // 6))
    clouds = cv2.resize(coarse.astype(np.float32), page.size, interpolation=cv2.INTER_CUBIC)
    return _picture(np.asarray(page, np.float32) * 0.94 + clouds[:, :, None])


def fax(page: Image.Image, rng: random.Random) -> Image.Image:
    """Black or white, nothing between: fine mode, 200 dpi."""
    grey = np.asarray(page.convert("L"))
    return Image.fromarray(np.where(grey > rng.randint(120, 165), 255, 0).astype(np.uint8)).convert("RGB")


DAMAGES: Mapping[str, Damage] = MappingProxyType(
    {
        "skew": skew,
        "jpeg": jpeg,
        "perspective": perspective,
        "noise": noise,
        "quarter turn": quarter_turn,
        "blur": blur,
        "uneven light": uneven_light,
        "low resolution": low_resolution,
        "glare": glare,
        "texture": texture,
        "fax": fax,
    }
)


def _picture(pixels: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
