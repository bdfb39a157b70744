import pytest

from services.document.mrz.formats import FORMATS, MRV_A, MRV_B, TD1, TD2, TD3, Element, MrzFormat, at
from tests.services.document.mrz.zones import SPECIMENS


@pytest.mark.parametrize(
    ("layout", "lines", "length"), [(TD1, 3, 30), (TD2, 2, 36), (TD3, 2, 44), (MRV_A, 2, 44), (MRV_B, 2, 36)]
)
def test_size(layout: MrzFormat, lines: int, length: int) -> None:
    assert [len(line) for line in layout.lines] == [length] * lines


@pytest.mark.parametrize(
    ("layout", "element", "value"),
    [
        (TD3, Element.DOCUMENT_NUMBER, "L898902C3"),
        (TD3, Element.OPTIONAL_DATA, "ZE184226B<<<<<"),
        (TD3, Element.EXPIRATION_DATE, "120415"),
        (TD1, Element.DOCUMENT_NUMBER, "D23145890"),
        (TD1, Element.NATIONALITY, "UTO"),
        (TD1, Element.DATE_OF_BIRTH, "740812"),
        (TD1, Element.OPTIONAL_DATA, "<" * 26),
        (TD1, Element.NAMES, "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"),
        (TD2, Element.EXPIRATION_DATE, "120415"),
        (TD2, Element.OPTIONAL_DATA, "<" * 7),
        (MRV_A, Element.OPTIONAL_DATA, "6ZE184226B<<<<<<"),
        (MRV_B, Element.DATE_OF_BIRTH, "400907"),
        (MRV_B, Element.OPTIONAL_DATA, "<" * 8),
    ],
)
def test_where_elements_stand(layout: MrzFormat, element: Element, value: str) -> None:
    assert at("".join(SPECIMENS[layout]), layout.positions(element)) == value


@pytest.mark.parametrize(
    ("layout", "ranges"),
    [
        (TD1, [(6, 30), (31, 37), (39, 45), (49, 59)]),
        (TD2, [(37, 46), (50, 56), (58, 71)]),
        (TD3, [(45, 54), (58, 64), (66, 87)]),
    ],
)
def test_what_the_composite_digit_covers(layout: MrzFormat, ranges: list[tuple[int, int]]) -> None:
    # As the parts of the standard count: from 1, here through all lines, both ends included.
    covered = [position for first, last in ranges for position in range(first - 1, last)]
    assert list(layout.composite_positions) == covered


@pytest.mark.parametrize("layout", FORMATS)
def test_split_gives_the_lines(layout: MrzFormat) -> None:
    assert layout.split("".join(SPECIMENS[layout])) == SPECIMENS[layout]
