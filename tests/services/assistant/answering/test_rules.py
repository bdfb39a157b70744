"""Questions about the rules of immigration."""

from dataclasses import replace
from datetime import date

import pytest

from services.assistant.answering.answer import Answer
from services.assistant.answering.citations import checked
from services.assistant.answering.extractive import NO_ADVICE, is_about_rules
from services.assistant.answering.rules import answer_from
from shared.rules.catalogue import load_rules
from tests.services.assistant.answering.vault import I20, PASSPORT, TODAY, VAULT, ask


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("How long is the grace period after OPT?", "F1_GRACE"),
        ("How long may I remain in the US once my OPT is finished?", "F1_GRACE"),
        ("I am on OPT, how long can I be out of work?", "OPT_UNEMPLOYMENT"),
        ("How early can I file for OPT?", "OPT_APPLY_WINDOW"),
        ("What's the deadline to apply for STEM OPT?", "STEM_APPLY_WINDOW"),
        ("Do I need to notify USCIS when I move to another apartment?", "AR11"),
        ("What happens if I lose my job on H-1B?", "H1B_GRACE"),
        ("Can I start working for a new H-1B employer before approval?", "H1B_PORTABILITY"),
        ("What is the maximum stay for L-1B?", "L1_MAX"),
        ("How many years must we retain I-9 forms?", "I9_RETENTION"),
        ("How soon can I apply for naturalization?", "N400_EARLY"),
        ("Does filing an EAD renewal extend my work authorization automatically?", "EAD_AUTO_EXT"),
        ("Does my passport need to be valid for six months to travel?", "PASSPORT_6M"),
        ("How long does cap-gap last?", "CAP_GAP"),
        ("Does a visa decide how long I can stay?", "VISA_NOT_STATUS"),
    ],
)
def test_the_rule_is_found(question: str, code: str) -> None:
    [source] = ask(question, *VAULT).sources
    assert source.rule == code


def test_the_answer_names_its_source_and_is_no_advice() -> None:
    given = ask("How long is the grace period after OPT?", *VAULT)
    assert given.text == (
        "F-1 students have 60 days after their program or their OPT ends to leave, change status or transfer [1]. "
        "Source: 8 CFR 214.2(f)(5)(iv), https://www.ecfr.gov/current/title-8/section-214.2 (checked in November 2026). "
        "This is general information, not legal advice."
    )
    [source] = given.sources
    assert (source.document_id, source.page, source.boxes) == (None, None, [])
    assert source.url == "https://www.ecfr.gov/current/title-8/section-214.2"


@pytest.mark.parametrize(
    "question",
    [
        "When does my passport expire?",
        "What is the receipt number of my I-751?",
        "Is my passport still valid?",
        "When does my program end?",
        "When was the I-90 received?",
        "What is my address?",
        "Who is my employer?",
        "What documents do I have?",
    ],
)
def test_a_question_about_documents_is_about_these(question: str) -> None:
    assert not is_about_rules(question, TODAY)


def test_a_rule_counts_from_the_day_it_is_in_force() -> None:
    question = "Is there an automatic extension for EAD renewals?"
    assert is_about_rules(question, date(2025, 10, 30))
    assert not is_about_rules(question, date(2025, 10, 29))


def test_a_rule_that_is_only_announced_is_not_stated() -> None:
    given = ask("When is the end of duration of status?", I20)
    assert "DS_FIXED_ADMISSION" not in {source.rule for source in given.sources}


def test_words_that_the_rule_does_not_have_are_refused() -> None:
    given = answer_from(load_rules().by_code("F1_GRACE"))
    forged = Answer(text=given.text, sources=[replace(given.sources[0], snippet="F-1 students have a year.")])
    assert not checked(forged, []).grounded


@pytest.mark.parametrize(
    "question",
    [
        "Should I renew my passport now?",
        "Is it better to apply in Canada?",
        "Will I get my visa approved?",
        "Do you recommend a lawyer?",
        "Do I need a lawyer?",
    ],
)
def test_no_advice(question: str) -> None:
    given = ask(question, PASSPORT)
    assert not given.grounded
    assert given.text.endswith(NO_ADVICE)
