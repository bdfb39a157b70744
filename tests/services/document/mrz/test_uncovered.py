import pytest

from services.document.mrz.formats import TD1, TD3, Element, MrzFormat, at
from services.document.mrz.uncovered import settle_uncovered
from tests.services.document.mrz.zones import SPECIMENS


def settled(layout: MrzFormat, *lines: str) -> tuple[str, ...]:
    return layout.split(settle_uncovered("".join(lines), layout))


def test_names_have_no_digits() -> None:
    _, second = SPECIMENS[TD3]
    assert settled(TD3, "P<UTO0BRIEN<<50PH1E<8ELLE<20E".ljust(44, "<"), second) == (
        "P<UTOOBRIEN<<SOPHIE<BELLE<ZOE".ljust(44, "<"),
        second,
    )


@pytest.mark.parametrize(
    ("read", "state"),
    [("UT0", "UTO"), ("1ND", "IND"), ("1N0", "IND"), ("0MN", "OMN"), ("0<<", "D<<"), ("CM0", "CMO"), ("XYZ", "XYZ")],
)
def test_a_state_is_a_known_code_if_it_can_be(read: str, state: str) -> None:
    first, second = SPECIMENS[TD3]
    text = settle_uncovered(first[:2] + read + first[5:] + second, TD3)
    assert at(text, TD3.positions(Element.ISSUING_STATE)) == state


@pytest.mark.parametrize(("read", "code"), [("1<", "I<"), ("10", "ID"), ("1D", "ID"), ("C1", "C1"), ("A5", "AS")])
def test_document_code(read: str, code: str) -> None:
    first, *others = SPECIMENS[TD1]
    assert settled(TD1, read + first[2:], *others)[0][:2] == code


@pytest.mark.parametrize(
    ("read", "receipt"),
    [
        ("10E7240753224<<", "IOE7240753224<<"),
        ("5RC3217I42432<<", "SRC3217142432<<"),
        ("L1N52468942SO<<", "LIN5246894250<<"),
        ("12345678Z<<<<<<", "12345678Z<<<<<<"),
    ],
)
def test_receipt_number_of_a_us_card(read: str, receipt: str) -> None:
    _, *others = SPECIMENS[TD1]
    assert settled(TD1, "C1USA1234567897" + read, *others)[0] == "C1USA1234567897" + receipt


def test_optional_data_of_other_cards_are_left_alone() -> None:
    _, *others = SPECIMENS[TD1]
    assert settled(TD1, "I<UTO123456789710E7240753224<<", *others)[0] == "I<UTO123456789710E7240753224<<"


def test_an_unreadable_sex_is_left_alone() -> None:
    first, second = SPECIMENS[TD3]
    text = settle_uncovered(first + second[:20] + "W" + second[21:], TD3)
    assert at(text, TD3.positions(Element.SEX)) == "W"
