import pytest

from services.document.classification.search import Hit, PageText
from tests.services.document.pages import page


def hits(text: str, *needles: str, references: tuple[str, ...] = ()) -> list[Hit]:
    return list(PageText(page(text), is_first=True).longest_hits(needles, references))


def test_over_two_lines() -> None:
    found = hits("Application for Employment\nAuthorization", "applicationforemploymentauthorization")
    assert [(hit.text, hit.coverage) for hit in found] == [("Application for Employment Authorization", 1.0)]


def test_part_of_a_longer_hit_is_none() -> None:
    found = hits(
        "Application for Employment Authorization", "employmentauthorization", "applicationforemploymentauthorization"
    )
    assert [hit.needle for hit in found] == ["applicationforemploymentauthorization"]


def test_coverage_is_the_share_of_the_line() -> None:
    assert hits("my old passport", "passport")[0].coverage == pytest.approx(8 / 13)


def test_two_titles_cover_a_line_together() -> None:
    found = hits("IDENTITY CARD / CARTE D'IDENTITÉ", "identitycard", "cartedidentite")
    assert [hit.coverage for hit in found] == [1.0, 1.0]


@pytest.mark.parametrize(
    "text", ["Case Type: I765 application", "Case Type\nI765 application", "CASE TYPE     I765 application"]
)
def test_behind_a_reference_is_none(text: str) -> None:
    assert hits(text, "application", references=("casetype",)) == []


def test_segment_at_a_character() -> None:
    text = PageText(page("first\nsecond     third"), is_first=True)
    assert text.segment_at(text.text.index("third") + 2).text == "third"
