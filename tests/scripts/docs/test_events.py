"""The AsyncAPI document tells of the events there are."""

from scripts.docs.events import PAGE, render


def test_document_is_what_the_code_says() -> None:
    assert PAGE.read_text() == render(), "run `python -m scripts.docs.events`"
