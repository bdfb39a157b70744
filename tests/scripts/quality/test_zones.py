"""Machine readable zones of invented people."""

import random

import pytest

from scripts.quality.facts import Facts
from scripts.quality.zones import BY_NAME, draw_zone
from services.document.mrz.check_digits import check_digit

WIDTHS = {"TD1": (3, 30), "TD2": (2, 36), "TD3": (2, 44), "MRV-A": (2, 44), "MRV-B": (2, 36)}
CODES = {"TD1": "ID", "TD2": "ID", "TD3": "P", "MRV-A": "V", "MRV-B": "V"}


def facts(**given: str) -> Facts:
    return Facts(random.Random(1), given)


def zone(name: str, number: str = "L898902C3", **given: str) -> tuple[str, ...]:
    return draw_zone(facts(**given), random.Random(2), name, CODES[name], number=number)


@pytest.mark.parametrize("name", WIDTHS)
def test_as_many_lines_as_wide_as_the_format_asks(name: str) -> None:
    lines, width = WIDTHS[name]
    assert [len(line) for line in zone(name)] == [width] * lines


def test_check_digits_of_a_passport() -> None:
    _, second = zone("TD3")
    for field, digit in ((second[:9], second[9]), (second[13:19], second[19]), (second[21:27], second[27])):
        assert check_digit(field) == int(digit)
    assert check_digit(second[:10] + second[13:20] + second[21:43]) == int(second[43])


@pytest.mark.parametrize(("name", "line", "start"), [("TD1", 0, 5), ("TD2", 1, 0)])
def test_a_long_number_runs_on_into_the_optional_data(name: str, line: int, start: int) -> None:
    text = zone(name, "AB12345678901")[line][start:]
    rest = 10 if name == "TD1" else 28
    assert text[:9] == "AB1234567"
    assert text[9] == "<"
    digit = check_digit("AB12345678901")
    assert text[rest : rest + 6] == f"8901{digit}<"


def test_no_room_for_a_long_number_in_a_passport() -> None:
    with pytest.raises(ValueError, match="TD3 has no room"):
        zone("TD3", "AB12345678901")


def test_names_are_transliterated_and_cut_off() -> None:
    first, _ = zone("TD3", surname="Müller-O'Connell", given_names="Zoë Ångström")
    assert first[5:].rstrip("<") == "MUELLER<OCONNELL<<ZOE<AANGSTROEM"
    names = zone("TD1", surname="Papadimitriou-Konstantinopoulou", given_names="Maria")[2]
    assert names == "PAPADIMITRIOU<KONSTANTIN<<MARI"


def test_every_format_is_known_by_its_name() -> None:
    assert set(BY_NAME) == set(WIDTHS)
