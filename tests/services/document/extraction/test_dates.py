from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.document.catalogue.catalogue import DateOrder
from services.document.extraction.dates import BY_DOCUMENT, BY_ISSUER, SHORT_YEAR, DateStyle, date_style, find_dates

TODAY = date(2026, 11, 23)
US = DateStyle(DateOrder.MONTH_FIRST, BY_ISSUER, TODAY)
ELSEWHERE = DateStyle(DateOrder.DAY_FIRST, BY_ISSUER, TODAY)


def dates(text: str, style: DateStyle = US) -> list[str]:
    return [found.value.isoformat() for found in find_dates(text, style)]


@pytest.mark.parametrize(
    "printed",
    [
        "15 APR 2012",
        "15/APR/2012",
        "15APR2012",
        "15 APR/AVR 2012",
        "15 April 2012",
        "April 15, 2012",
        "APR 15 2012",
        "2012 April 15",
        "2012-04-15",
        "2012/04/15",
        "04/15/2012",
        "04-15-2012",
        "15.04.2012",
        "15 04 2012",
        "15 avril 2012",
        "15 de abril de 2012",
        "15. April 2012",
        "15 aprile 2012",
        "15th day of April, 2012",
        "15/04/2012",
    ],
)
def test_one_day_in_many_spellings(printed: str) -> None:
    assert dates(printed) == ["2012-04-15"]


@pytest.mark.parametrize(
    "text", ["31/02/2020", "32 APR 2020", "00/00/2020", "1615-0047", "123-45-6789", "I-200-25070-123456", "12 XYZ 2020"]
)
def test_no_calendar_date(text: str) -> None:
    assert dates(text) == []


def test_two_dates_keep_their_order() -> None:
    assert dates("Valid from 10/13/2023 to 09/30/2026") == ["2023-10-13", "2026-09-30"]


class TestOpenOrder:
    @pytest.mark.parametrize(("style", "day"), [(US, "2012-04-05"), (ELSEWHERE, "2012-05-04")])
    def test_is_the_issuers_and_less_sure(self, style: DateStyle, day: str) -> None:
        found = find_dates("04/05/2012", style)[0]
        assert (found.value.isoformat(), found.certainty) == (day, BY_ISSUER)

    def test_points_mean_day_first(self) -> None:
        assert dates("04.05.2012") == ["2012-05-04"]

    def test_does_not_matter_where_both_are_equal(self) -> None:
        assert find_dates("05/05/2012", US)[0].certainty == 1

    def test_is_shown_by_another_date(self) -> None:
        style = date_style(["born 04/05/1974", "expires 31/12/2030"], DateOrder.MONTH_FIRST, TODAY)
        assert (style.order, style.certainty) == (DateOrder.DAY_FIRST, BY_DOCUMENT)

    def test_is_the_issuers_where_dates_contradict_each_other(self) -> None:
        style = date_style(["31/12/2030", "12/31/2030"], DateOrder.MONTH_FIRST, TODAY)
        assert (style.order, style.certainty) == (DateOrder.MONTH_FIRST, BY_ISSUER)


class TestShortYear:
    @pytest.mark.parametrize(
        ("printed", "year"), [("12 AUG 74", 1974), ("15 APR 12", 2012), ("15 APR 34", 2034), ("15 APR 99", 1999)]
    )
    def test_century(self, printed: str, year: int) -> None:
        assert find_dates(printed, US)[0].value.year == year

    def test_is_less_sure(self) -> None:
        assert find_dates("15 APR 12", US)[0].certainty == SHORT_YEAR

    def test_three_bare_numbers_are_no_date(self) -> None:
        assert dates("12 08 74") == []


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_any_date_comes_back(day: date) -> None:
    for pattern in ("%d %B %Y", "%B %d, %Y", "%d %b %Y", "%Y-%m-%d", "%d.%m.%Y", "%Y %B %d", "%m/%d/%Y"):
        assert dates(day.strftime(pattern)) == [day.isoformat()]


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    assert all(0 < found.certainty <= 1 for found in find_dates(text, US))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("02 0ct 2028", date(2028, 10, 2)),
        ("5 5EP 2031", date(2031, 9, 5)),
        ("04 JU1 2030", date(2030, 7, 4)),
        ("12AUG1974", date(1974, 8, 12)),
        ("18 1月/JAN 2022", date(2022, 1, 18)),
        ("22 12월/DEC 2021", date(2021, 12, 22)),
        ("01 СІЧ/JAN 85", date(1985, 1, 1)),
        ("14 IUL/JUL 2023", date(2023, 7, 14)),
        ("7 stycznia 2024", date(2024, 1, 7)),
        ("19 Ağustos 2029", date(2029, 8, 19)),
        ("30 сентября 2030", date(2030, 9, 30)),
    ],
)
def test_months_as_passports_and_ocr_write_them(printed: str, expected: date) -> None:
    found = find_dates(printed, DateStyle(DateOrder.DAY_FIRST, 1.0, date(2026, 11, 23)))
    assert [item.value for item in found] == [expected]
