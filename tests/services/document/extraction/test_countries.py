from importlib.resources import files

import pytest

from services.document.catalogue.catalogue import parse
from services.document.extraction.countries import country_code
from services.document.mrz.states import STATES
from services.document.segments import fold


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("UTO", "UTO"),
        ("Utopia", "UTO"),
        ("UTOPIAN", "UTO"),
        ("United States of America", "USA"),
        ("U.S.A.", "USA"),
        ("Deutsch", "D"),
        ("DEU", "D"),
        ("CÔTE D'IVOIRE", "CIV"),
        ("INDIAN / भारतीय", "IND"),
        ("UTOPIA (UTO)", "UTO"),
    ],
)
def test_codes(printed: str, code: str) -> None:
    assert country_code(printed) == code


@pytest.mark.parametrize("printed", ["", "Zenith", "12 AUG 1974", "Nationality", "United"])
def test_no_country(printed: str) -> None:
    assert country_code(printed) is None


def test_every_code_may_stand_in_a_zone() -> None:
    names = parse(files("shared") / "countries.yaml")
    assert [code for code in names if code.ljust(3, "<") not in STATES] == []


def test_no_name_has_two_codes() -> None:
    names = parse(files("shared") / "countries.yaml")
    spellings = [text for code, found in names.items() for text in {fold(spelling) for spelling in (code, *found)}]
    assert len(spellings) == len(set(spellings))
