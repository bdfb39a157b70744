"""What a question is understood to ask."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assistant.answering.intents import Intent
from services.assistant.answering.kinds import asked_kinds, form_kind, label_of, with_article
from services.assistant.answering.periods import Period, asked_period
from services.assistant.answering.question import understand
from services.assistant.answering.spelling import corrected
from tests.services.assistant.answering.vault import TODAY


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("When does my passport expire?", Intent.STATE),
        ("Is my passport still valid?", Intent.JUDGE_VALIDITY),
        ("Has my passport expired?", Intent.JUDGE_EXPIRY),
        ("How many days until my passport expires?", Intent.COUNT_DAYS),
        ("Which documents expire within 90 days?", Intent.LIST_EXPIRING),
        ("Which of my documents have expired?", Intent.LIST_EXPIRING),
        ("How old am I?", Intent.TELL_AGE),
        ("Tell me about my passport", Intent.SUMMARIZE),
        ("How do I renew my passport?", Intent.SEARCH),
        ("Where is my passport?", Intent.SEARCH),
    ],
)
def test_intent(question: str, intent: Intent) -> None:
    assert understand(question, TODAY).intent is intent


@pytest.mark.parametrize(
    ("question", "labels"),
    [
        ("What is my passport number and when does it expire?", ["document number", "expiration date"]),
        ("What is the place and date of birth?", ["date of birth"]),
        ("Where and when was I born?", ["place of birth"]),
        ("What is my mother's maiden name?", []),
        ("What is my employer's phone number?", []),
    ],
)
def test_fields_in_the_order_of_the_question(question: str, labels: list[str]) -> None:
    assert [field.label for field in understand(question, TODAY).fields] == labels


@pytest.mark.parametrize(
    ("question", "binding"),
    [
        ("When does my passport expire?", set()),
        ("When does my old student visa expire?", set()),
        ("When does Ben's passport expire?", {"ben"}),
        ("When does my Canadian passport expire?", {"canadian"}),
        ("when does my canadian passport expire?", {"canadian"}),
        ("When does my library card expire?", {"library"}),
        ("When does my car insurance expire?", {"car"}),
        ("WHEN DOES MY PASSPORT EXPIRE?", set()),
    ],
)
def test_words_that_a_document_must_bear_out(question: str, binding: set[str]) -> None:
    assert understand(question, TODAY).binding == binding


@pytest.mark.parametrize(
    ("question", "codes"),
    [
        ("my passport card", {"US_PASSPORT_CARD"}),
        ("my passports and visas", {"PASSPORT", "US_PASSPORT", "VISA"}),
        ("the I-94, i94 or I 94", {"I94"}),
        ("Form I‑797A", {"I797A"}),
        ("the I-797", {"I797", "I797A", "I797B", "I797C"}),
        ("an I-766", {"EAD"}),
        ("my I-551", {"GREEN_CARD"}),
        ("ds2019", {"DS2019"}),
        ("the work permit's category", {"EAD"}),
        ("my driver's licence", {"DRIVERS_LICENSE", "CANADIAN_DL"}),
        ("an H-1B or F-1 petition for 20 people", set()),
    ],
)
def test_kinds_by_word_and_by_form_number(question: str, codes: set[str]) -> None:
    kinds, masked = asked_kinds(question)
    assert {code for mention in kinds for code in mention.kind.codes} == codes
    assert masked.count("\0") == len(kinds)


def test_kinds_are_named_in_everyday_words() -> None:
    assert [label_of(code, "As catalogued") for code in ("US_PASSPORT", "EAD", "I485", "LCA", "PAF")] == [
        "passport",
        "work permit",
        "I-485",
        "labor condition application",
        "As catalogued",
    ]
    assert [with_article(form_kind(number).label) for number in ("i94", "ds160", "g28")] == [
        "An I-94",
        "A DS-160",
        "A G-28",
    ]
    assert [with_article(label) for label in ("visa", "ID card")] == ["A visa", "An ID card"]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("within 90 days", TODAY, date(2027, 2, 21)),
        ("in the next two weeks", TODAY, date(2026, 12, 7)),
        ("in six months", TODAY, date(2027, 5, 23)),
        ("in the last 30 days", date(2026, 10, 24), TODAY),
        ("before 1 June 2027", date.min, date(2027, 5, 31)),
        ("by June 2027", date.min, date(2027, 6, 30)),
        ("after 2027", date(2028, 1, 1), date.max),
        ("on April 15th, 2027", date(2027, 4, 15), date(2027, 4, 15)),
        ("on 06/01/2027", date(2027, 6, 1), date(2027, 6, 1)),
        ("on 2027-06-01", date(2027, 6, 1), date(2027, 6, 1)),
        ("in February", date(2027, 2, 1), date(2027, 2, 28)),
        ("before 1 March", date.min, date(2027, 2, 28)),
        ("between 1 May 2027 and June 2027", date(2027, 5, 1), date(2027, 6, 30)),
        ("this year", date(2026, 1, 1), date(2026, 12, 31)),
        ("next month", date(2026, 12, 1), date(2026, 12, 31)),
        ("this week", date(2026, 11, 23), date(2026, 11, 29)),
        ("soon", TODAY, TODAY + timedelta(days=180)),
    ],
)
def test_periods(question: str, start: date, end: date) -> None:
    assert asked_period(f"What expires {question}?", TODAY)[0] == Period(start, end)


@pytest.mark.parametrize(
    "question", ["When does it expire?", "on 31 February 2027", "between 2028 and 2027", "may I go"]
)
def test_no_period(question: str) -> None:
    assert asked_period(question, TODAY) == (None, question)


def test_a_month_later_stays_within_the_month() -> None:
    assert asked_period("in one month", date(2027, 1, 31))[0] == Period(date(2027, 1, 31), date(2027, 2, 28))


TIME_WORDS = ["in", "within", "next", "last", "0", "31", "999999", "days", "years", "before", "after", "between", "and"]
TIME_WORDS += ["2027", "2099", "May", "31/12/2027", "1999-01-01", "today"]


@given(st.lists(st.sampled_from(TIME_WORDS)).map(" ".join), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_words_about_time_are_read_or_left(question: str, today: date) -> None:
    period, rest = asked_period(question, today)
    assert period is None or period.start <= period.end
    assert len(rest) <= len(question)


@given(st.text(max_size=200))
def test_any_text_is_understood_somehow(question: str) -> None:
    understood = understand(question, TODAY)
    assert understood.leftover <= set(understood.content)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("the expiraton of my pasport", "the expiration of my passport"),
        ("my employment authorisation", "my employment authorization"),
        ("Expiraton stays, it may be a name", "Expiraton stays, it may be a name"),
        ("my grandfather visited exhibitions", "my grandfather visited exhibitions"),
    ],
)
def test_spelling(written: str, meant: str) -> None:
    assert corrected(written) == meant
