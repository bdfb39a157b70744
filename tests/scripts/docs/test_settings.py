"""The table of settings tells of the settings there are."""

from scripts.docs.settings import PAGE, render


def test_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == render(), "run `python -m scripts.docs.settings`"
