from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.document.reading.bands import LEAST_OVERLAP, MOST_PIXELS, OVERLAP, WIDEST_BAND, bands, is_tall, sample

sizes = st.tuples(st.integers(8, WIDEST_BAND), st.integers(8, 40_000))


@given(sizes, st.floats(0, 1))
def test_each_height_has_one_owner_that_shows_what_is_around(size: tuple[int, int], place: float) -> None:
    width, height = size
    middle = place * height
    (owner,) = [band for band in bands(size) if band.owns(middle)]
    around = max(LEAST_OVERLAP, OVERLAP * width) / 2 - 1
    assert owner.top <= max(0, middle - around)
    assert owner.bottom >= min(height, middle + around)


@given(sizes)
def test_bands_are_small(size: tuple[int, int]) -> None:
    width, height = size
    for band in bands(size):
        assert 0 < band.bottom - band.top <= min(height, max(WIDEST_BAND, 2 * LEAST_OVERLAP))
        assert (band.bottom - band.top) * width <= MOST_PIXELS


def test_a_page_that_fits_is_one_band() -> None:
    (band,) = bands((1600, 2200))
    assert (band.top, band.bottom) == (0, 2200)


def test_only_the_upper_end_of_a_tall_page_is_looked_at_first() -> None:
    assert is_tall((500, 4000))
    assert not is_tall((1700, 2200))
    assert not is_tall((4000, 500))
    assert sample(Image.new("L", (500, 4000))).size == (500, 700)
    assert sample(Image.new("L", (1700, 2200))).size == (1700, 2200)
