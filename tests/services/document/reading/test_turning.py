from hypothesis import given
from hypothesis import strategies as st

from services.document.reading.turning import turned

QUARTERS = st.sampled_from([0, 90, 180, 270])


def test_upper_left_goes_to_upper_right_by_a_quarter_clockwise() -> None:
    assert turned((0.0, 0.0, 0.5, 0.25), 90) == (0.75, 0.0, 1.0, 0.5)


@given(QUARTERS, QUARTERS)
def test_turns_add_up(first: int, second: int) -> None:
    box = (0.125, 0.25, 0.375, 0.75)
    assert turned(turned(box, first), second) == turned(box, first + second)


@given(QUARTERS)
def test_turning_back_undoes_it(rotation: int) -> None:
    box = (0.125, 0.25, 0.375, 0.75)
    assert turned(turned(box, rotation), -rotation) == box
