"""Image files as pictures for OCR."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pillow_heif import from_pillow

from services.document.reading.errors import UnreadableDocument
from services.document.reading.images import MOST_PIXELS, SIDE_NEEDED, ImageReader
from tests.services.document.reading.files import saved

ORIENTATION = 0x0112
TURNED_RIGHT = 6
"""EXIF: the picture is to be turned a quarter clockwise."""


def two_halves(mode: str = "RGB") -> Image.Image:
    """Black above, white below; wider than high."""
    image = Image.new("RGB", (64, 32), "white")
    image.paste("black", (0, 0, 64, 16))
    return image.convert(mode)


def rendered(path: Path, content_type: str, number: int = 1) -> Image.Image:
    with ImageReader(path, content_type) as reader:
        return reader.render(number)


def grey(image: Image.Image, x: int, y: int) -> int:
    return int(np.asarray(image.convert("L"))[y, x])


@pytest.mark.parametrize(("kind", "name"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp"), ("TIFF", "tiff")])
def test_orientation_is_undone(tmp_path: Path, kind: str, name: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED_RIGHT
    path = tmp_path / "picture"
    two_halves().save(path, kind, exif=exif)
    image = rendered(path, f"image/{name}")
    assert (image.mode, image.size) == ("RGB", (32, 64))
    assert grey(image, 28, 32) < 20
    assert grey(image, 4, 32) > 235


def test_heic(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    from_pillow(two_halves()).save(path, quality=90)
    image = rendered(path, "image/heic")
    assert (image.mode, image.size) == ("RGB", (64, 32))
    assert grey(image, 32, 4) < 20


def test_pages_of_a_tiff(tmp_path: Path) -> None:
    path = tmp_path / "fax"
    pages = [Image.new("1", (40, 30 + 10 * page), page) for page in range(3)]
    pages[0].save(path, "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    with ImageReader(path, "image/tiff") as reader:
        assert reader.page_count == 3
        assert [reader.render(number).size for number in (1, 3, 2)] == [(40, 30), (40, 50), (40, 40)]


def test_animation_is_one_page(tmp_path: Path) -> None:
    path = tmp_path / "animation"
    two_halves().save(path, "WEBP", save_all=True, append_images=[Image.new("RGB", (64, 32), "red")])
    with ImageReader(path, "image/webp") as reader:
        assert reader.page_count == 1


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGBA", "LA"])
def test_every_mode_becomes_rgb(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "picture"
    two_halves(mode).save(path, "TIFF")
    image = rendered(path, "image/tiff")
    assert image.mode == "RGB"
    assert grey(image, 32, 4) < 20
    assert grey(image, 32, 28) > 235


def test_transparent_parts_are_white(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(path, "PNG")
    assert rendered(path, "image/png").getpixel((4, 4)) == (255, 255, 255)


def test_sixteen_bits_keep_their_contrast(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    levels = np.full((8, 8), 60_000, dtype=np.uint16)
    levels[:, :4] = 6_000
    Image.fromarray(levels).save(path, "PNG")
    image = rendered(path, "image/png")
    assert grey(image, 1, 4) < 40
    assert grey(image, 6, 4) > 235


def test_large_photograph_is_decoded_smaller(tmp_path: Path) -> None:
    path = tmp_path / "photograph"
    Image.new("L", (2 * SIDE_NEEDED, 2 * SIDE_NEEDED)).save(path, "JPEG")
    assert rendered(path, "image/jpeg").size == (SIDE_NEEDED, SIDE_NEEDED)


@pytest.mark.parametrize("factor", [1.1, 4], ids=["above our bound", "above Pillow's"])
def test_picture_that_unpacks_to_too_much(tmp_path: Path, factor: float) -> None:
    path = tmp_path / "bomb"
    Image.new("1", (10_000, int(MOST_PIXELS * factor) // 10_000)).save(path, "PNG")
    with pytest.raises(UnreadableDocument) as caught:
        rendered(path, "image/png")
    assert caught.value.reason == "The image is too large: more than 64 million pixels."


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "HEIC"])
def test_cut_off_file(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "picture"
    noise = Image.effect_noise((200, 200), 90).convert("RGB")
    if kind == "HEIC":
        from_pillow(noise).save(path)
    else:
        noise.save(path, kind)
    content = path.read_bytes()
    with pytest.raises(UnreadableDocument) as caught:
        rendered(saved(tmp_path, content[: len(content) // 2]), f"image/{kind.lower()}")
    assert caught.value.reason == "The image is damaged."


def test_file_of_another_type(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    two_halves().save(path, "PNG")
    with pytest.raises(UnreadableDocument):
        ImageReader(path, "image/jpeg")
