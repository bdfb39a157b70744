"""Damages leave a page that is another and can still be looked at."""

import random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from scripts.quality.damage import DAMAGES


@pytest.fixture
def page() -> Image.Image:
    picture = Image.new("RGB", (640, 480), "white")
    ImageDraw.Draw(picture).rectangle((100, 100, 500, 140), fill="black")
    return picture


@pytest.mark.parametrize("name", DAMAGES)
def test_it_changes_the_page_and_keeps_its_print(name: str, page: Image.Image) -> None:
    damaged = DAMAGES[name](page, random.Random(3))
    levels = np.asarray(damaged.convert("L"))
    assert damaged.mode == "RGB"
    assert damaged.size != page.size or not np.array_equal(np.asarray(damaged), np.asarray(page)) or name == "fax"
    assert levels.max() - levels.min() > 60


@pytest.mark.parametrize("name", DAMAGES)
def test_the_same_seed_does_the_same(name: str, page: Image.Image) -> None:
    first, second = (np.asarray(DAMAGES[name](page, random.Random(3))) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_quarter_turn_is_no_skew(page: Image.Image) -> None:
    turned = {DAMAGES["quarter turn"](page, random.Random(seed)).size for seed in range(8)}
    assert turned == {(640, 480), (480, 640)}
