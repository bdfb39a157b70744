from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.mrz.dates import birth_date, expiry_date, is_calendar_date
from tests.services.document.mrz.zones import TODAY


@given(st.dates(date(1927, 1, 1), TODAY))
def test_a_birth_of_the_last_hundred_years_keeps_its_century(day: date) -> None:
    assert birth_date(day.strftime("%y%m%d"), TODAY) == day


@given(st.integers(0, 999_999).map("{:06d}".format))
def test_a_birth_is_never_after_today(text: str) -> None:
    day = birth_date(text, TODAY)
    assert day is None or day <= TODAY


def test_a_child_born_today_and_a_person_a_hundred_years_old_tomorrow() -> None:
    assert birth_date("261123", TODAY) == TODAY
    assert birth_date("261124", TODAY) == date(1926, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"), [("120415", date(2012, 4, 15)), ("761231", date(2076, 12, 31)), ("961210", date(1996, 12, 10))]
)
def test_an_expiry_is_in_this_century_unless_that_is_too_far_ahead(text: str, day: date) -> None:
    assert expiry_date(text, TODAY) == day


@pytest.mark.parametrize("text", ["741301", "740230", "230229", "740800", "<<<<<<", "74<<<<", "7408", "74O812"])
def test_what_no_calendar_has(text: str) -> None:
    assert not is_calendar_date(text)
    assert birth_date(text, TODAY) is None
    assert expiry_date(text, TODAY) is None


def test_leap_days() -> None:
    assert birth_date("040229", TODAY) == date(2004, 2, 29)
    assert expiry_date("280229", TODAY) == date(2028, 2, 29)
