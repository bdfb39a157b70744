from hypothesis import given
from hypothesis import strategies as st

from services.document.extraction.fields import FieldEvidence
from services.document.mrz.check_digits import agrees, check_digit
from services.document.mrz.confusions import EITHER
from services.document.mrz.dates import is_calendar_date
from services.document.mrz.formats import Characters
from services.document.mrz.settle import settle

NUMBER = [Characters.ALPHANUMERIC] * 9 + [Characters.NUMERIC]
DATE = [Characters.NUMERIC] * 7

NUMBERS = st.text(st.sampled_from(Characters.ALPHANUMERIC[:-1]), min_size=9, max_size=9)


def test_what_agrees_stays() -> None:
    assert settle("L898902C36", NUMBER) == ("L898902C36", FieldEvidence.VERIFIED)


def test_letters_in_a_date_become_digits() -> None:
    assert settle("74OBIZ2", DATE, is_calendar_date) == ("7408122", FieldEvidence.REPAIRED)


def test_a_digit_between_letters_and_digits_becomes_a_letter() -> None:
    digit = str(check_digit("S34734734"))
    assert settle("534734734" + digit, NUMBER) == ("S34734734" + digit, FieldEvidence.REPAIRED)


def test_two_repairs_that_agree_settle_nothing() -> None:
    assert agrees("Z77313228", "8")
    assert agrees("2773I3228", "8")
    assert settle("2773132288", NUMBER) == ("2773132288", FieldEvidence.REFUTED)


def test_of_two_repairs_the_printed_one_is_taken() -> None:
    assert settle("2773132288", NUMBER, printed=["Z77313228", "ZENITH"]) == ("Z773132288", FieldEvidence.REPAIRED)


def test_a_printed_number_settles_what_the_digit_can_not_see() -> None:
    digit = str(check_digit("G09374100"))
    assert settle("609374100" + digit, NUMBER) == ("609374100" + digit, FieldEvidence.VERIFIED)
    assert settle("609374100" + digit, NUMBER, printed=["G09374100"]) == ("G09374100" + digit, FieldEvidence.REPAIRED)


def test_a_printed_number_that_looks_different_is_ignored() -> None:
    assert settle("L898902C36", NUMBER, printed=["X898902C3"]) == ("L898902C36", FieldEvidence.VERIFIED)


def test_a_date_that_no_calendar_has_is_refuted_though_its_digit_agrees() -> None:
    text = "741332"
    assert settle(text + str(check_digit(text)), DATE, is_calendar_date)[1] is FieldEvidence.REFUTED


def test_a_refuted_date_comes_back_in_digits() -> None:
    assert settle("74O8129", DATE, is_calendar_date) == ("7408129", FieldEvidence.REFUTED)


@given(NUMBERS, st.data())
def test_one_confusion_is_repaired_rightly_or_not_at_all(number: str, data: st.DataObject) -> None:
    digit = str(check_digit(number))
    confusable = [position for position, character in enumerate(number) if character in EITHER]
    if not confusable:
        return
    position = data.draw(st.sampled_from(confusable))
    other = data.draw(st.sampled_from(EITHER[number[position]]))
    read = number[:position] + other + number[position + 1 :]
    if agrees(read, digit):
        return
    spelling, evidence = settle(read + digit, NUMBER)
    assert evidence is FieldEvidence.REFUTED or spelling == number + digit


@given(NUMBERS, st.sampled_from("0123456789"))
def test_whatever_is_claimed_agrees(number: str, digit: str) -> None:
    spelling, evidence = settle(number + digit, NUMBER)
    assert (evidence is not FieldEvidence.REFUTED) == agrees(spelling[:-1], spelling[-1])
