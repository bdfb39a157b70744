"""The page of rules tells of the rules there are."""

from scripts.docs.compliance import PAGE, render


def test_page_is_what_the_code_says() -> None:
    assert PAGE.read_text() == render(), "run `python -m scripts.docs.compliance`"
