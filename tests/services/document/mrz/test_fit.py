import pytest

from services.document.mrz.fit import fit
from services.document.mrz.formats import MRV_A, TD1, TD3
from services.document.mrz.strips import Strip, rows_of, text_of
from tests.services.document.mrz.zones import page

NAMES, DATA = TD3.lines


def strip(text: str) -> Strip:
    ((only,),) = rows_of(page(text))
    return only


def fitted(text: str, line: str) -> list[str]:
    return [text_of(one) for one in fit(strip(text), line)]


@pytest.mark.parametrize(
    "read",
    [
        "P<UTOERIKSSON<<ANNA<MARIA",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<<<",
        "P<UTOERIKSSON<<ANNA<MARIAKKKKKKKKKKKKKKKKKKK",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<CCCC<<<<KKKKKKK",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<K<<<<<<<",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<S<<<<<<<<<<<<E<",
    ],
)
def test_names_are_filled_up(read: str) -> None:
    assert fitted(read, NAMES) == ["P<UTOERIKSSON<<ANNA<MARIA".ljust(44, "<")]


@pytest.mark.parametrize("names", ["BECK<<ERIC", "K<<C<K", "VAN<DER<MUELLEN<<KEES<JACK", "ARKFREITH"])
def test_names_with_the_letters_of_misread_fillers_stay(names: str) -> None:
    line = f"P<UTO{names}".ljust(44, "<")
    assert fitted(line, NAMES) == [line]


def test_given_names_behind_three_fillers_stay() -> None:
    line = "P<UTOERIKSSON<<<ANNA<MARIA".ljust(44, "<")
    assert fitted(line, NAMES) == [line]


@pytest.mark.parametrize(
    "read",
    [
        "L898902C36UTO7408122F1204159ZE184226B<<<10",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<<<<10",
        "L898902C36UTO7408122F1204159ZE184226BKKKKK10",
        "L898902C36UTO7408122F1204159ZE184226B<<K<<10",
    ],
)
def test_a_run_of_fillers_inside_a_line_is_made_to_fit(read: str) -> None:
    assert fitted(read, DATA) == ["L898902C36UTO7408122F1204159ZE184226B<<<<<10"]


def test_strangers_at_the_ends_are_cut_off() -> None:
    line = "L898902C36UTO7408122F1204159ZE184226BABCDE10"
    assert line in fitted(f"1{line}", DATA)
    assert line in fitted(f"{line}7", DATA)


@pytest.mark.parametrize(
    ("read", "line"),
    [
        ("I<UTOD231458907", TD1.lines[0]),
        ("L8988901C4XXX4009078F9612109", MRV_A.lines[1]),
    ],
)
def test_a_line_with_an_open_end_may_lack_all_its_fillers(read: str, line: str) -> None:
    assert fitted(read, line) == [read.ljust(len(line), "<")]


@pytest.mark.parametrize(
    ("read", "line"),
    [
        ("P<UTO", DATA),
        ("L898902C36UTO7408122F1204159", DATA),
        ("Director General MINISTRY OF HEALTH, Department 12", DATA),
        ("Director General MINISTRY OF HEALTH, Department 12", NAMES),
        ("ERIKSSON ANNA MARIA", NAMES),
        ("7408122F1204159UTO<<<<<<<<<<<6" * 3, TD1.lines[1]),
    ],
)
def test_what_can_not_be_a_line(read: str, line: str) -> None:
    assert fitted(read, line) == []


def test_an_added_filler_has_no_width() -> None:
    (one,) = fit(strip("P<UTOERIKSSON<<ANNA"), NAMES)
    assert [glyph.is_read for glyph in one] == [True] * 19 + [False] * 25
    assert {glyph.box[2] - glyph.box[0] for glyph in one[19:]} == {0.0}
