"""Where the text of a layout ends up."""

from scripts.quality.typesetting import typeset


def texts(text: str, paper: str = "letter") -> list[list[str]]:
    return [[piece.text for piece in row] for sheet in typeset(text, paper, "sans") for row in sheet.rows]


def test_columns_are_equally_wide() -> None:
    (row,) = typeset("Name | Date | Sex", "letter", "sans")[0].rows
    steps = [piece.x - row[0].x for piece in row]
    assert steps[2] == 2 * steps[1] > 0


def test_an_empty_column_keeps_its_place() -> None:
    (row,) = typeset("Name |  | Sex", "letter", "sans")[0].rows
    assert [piece.text for piece in row] == ["Name", "Sex"]
    assert row[1].x > 306


def test_a_long_line_is_wrapped() -> None:
    rows = texts("word " * 60)
    assert len(rows) > 2
    assert " ".join(row[0] for row in rows).split() == ["word"] * 60


def test_large_and_small_print() -> None:
    large, normal, small = (row[0].size for row in typeset("# A\nB\n~ C", "letter", "sans")[0].rows)
    assert large > normal > small


def test_the_foot_stands_at_the_foot() -> None:
    sheet = typeset("_ Form I-130 | Page 1\nabove", "letter", "sans")[0]
    assert sheet.rows[0][0].y > 0.95 * sheet.height
    assert sheet.rows[1][0].y < 0.1 * sheet.height


def test_what_does_not_fit_goes_on_the_next_page() -> None:
    assert len(typeset("line\n" * 90, "letter", "sans")) == 2
    assert len(typeset("one\n====\ntwo", "letter", "sans")) == 2


def test_a_card_is_set_smaller_instead() -> None:
    (sheet,) = typeset("line\n" * 18, "card", "sans")
    assert len(sheet.rows) == 18


def test_text_stays_above_the_zone() -> None:
    zone = ("P<UTO".ljust(44, "<"), "L898902C3".ljust(44, "<"))
    (sheet,) = typeset("a\nb\n(mrz)", "passport", "sans", zone)
    assert max(row[0].y for row in sheet.rows) < sheet.zone_baseline(0) < sheet.zone_baseline(1) < sheet.height
