import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.reading.spread import spread

BOX = (0.2, 0.1, 0.6, 0.5)


def test_texts_share_the_height_evenly() -> None:
    first, second = spread(["one", "two"], BOX)
    assert first.box == pytest.approx((0.2, 0.1, 0.6, 0.3))
    assert second.box == pytest.approx((0.2, 0.3, 0.6, 0.5))


def test_words_get_room_by_their_length() -> None:
    (line,) = spread(["ab cdefg"], BOX)
    assert [word.text for word in line.words] == ["ab", "cdefg"]
    assert line.words[0].box == pytest.approx((0.2, 0.1, 0.3, 0.5))
    assert line.words[1].box == pytest.approx((0.35, 0.1, 0.6, 0.5))


def test_blank_text_leaves_its_place_empty() -> None:
    (line,) = spread(["", "two"], BOX)
    assert line.box[1] == pytest.approx(0.3)


def test_a_fixed_width_leaves_room_on_the_right() -> None:
    (line,) = spread(["abcd"], BOX, 8)
    assert line.box == pytest.approx((0.2, 0.1, 0.4, 0.5))


@given(st.lists(st.text(max_size=30), max_size=5), st.integers(1, 100))
def test_words_stay_in_order_inside_the_box(texts: list[str], width: int) -> None:
    lines = spread(texts, BOX, width)
    assert [word.text for line in lines for word in line.words] == " ".join(texts).split()
    for line in lines:
        starts = [word.box[0] for word in line.words]
        assert starts == sorted(starts)
        assert line.box[0] >= BOX[0]
        assert line.box[2] <= BOX[2] + 1e-9
