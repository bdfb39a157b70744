"""The gate that an answer passes before it leaves, whoever wrote it."""

from uuid import UUID

import pytest

from services.assistant.answering.answer import NOTHING_FOUND, Answer, Source, stream_pieces
from services.assistant.answering.citations import checked, sentences
from shared.evidence import PageText

DOCUMENT = UUID(int=1)
PAGES = [
    PageText(document_id=DOCUMENT, page=1, text="Date of expiry: 15 APR 2012\nThe holder is a well-\nknown engineer."),
    PageText(document_id=DOCUMENT, page=2, text="Annual salary: $95,000"),
]


def source(index: int, snippet: str, page: int = 1, document: UUID = DOCUMENT) -> Source:
    return Source(index, document, "a.pdf", page, [], snippet, 0.9)


EXPIRY = source(1, "Date of expiry: 15 APR 2012")
SALARY = source(2, "Annual salary: $95,000", page=2)


class TestSnippets:
    @pytest.mark.parametrize(
        "snippet", ["Date of  expiry:15 APR 2012", "a well-known engineer", "a wellknown engineer", "well-\nknown"]
    )
    def test_white_space_and_hyphens_do_not_count(self, snippet: str) -> None:
        assert checked(Answer("So it is [1].", [source(1, snippet)]), PAGES).grounded

    @pytest.mark.parametrize("snippet", ["Date of expiry: 15 APR 2013", "date of expiry", "", " - ", "2012 Annual"])
    def test_what_does_not_stand_on_the_page_is_dropped(self, snippet: str) -> None:
        given = checked(Answer("So it is [1].", [source(1, snippet)]), PAGES)
        assert given == Answer(NOTHING_FOUND, [])

    def test_the_page_and_the_document_count(self) -> None:
        for wrong in (source(1, SALARY.snippet, page=1), source(1, EXPIRY.snippet, document=UUID(int=2))):
            assert not checked(Answer("So it is [1].", [wrong]), PAGES).grounded


class TestClaims:
    def test_what_holds_is_left_as_it_is(self) -> None:
        whole = Answer(
            "It expires on 15 April 2012 [1]. That has passed.\nThe salary is $95,000 [2].", [EXPIRY, SALARY]
        )
        assert checked(whole, PAGES) == whole

    def test_a_claim_falls_with_what_comments_on_it_and_the_rest_is_renumbered(self) -> None:
        text = "It expires in 2099 [1]. That is far away.\nThe salary is $95,000 [2]. A good one."
        given = checked(Answer(text, [source(1, "2099"), SALARY]), PAGES)
        assert given.text == "The salary is $95,000 [1]. A good one."
        assert [(kept.index, kept.snippet) for kept in given.sources] == [(1, SALARY.snippet)]

    def test_a_mark_without_a_source_is_removed(self) -> None:
        given = checked(Answer("It expires on 15 April 2012 [1][7].", [EXPIRY]), PAGES)
        assert given.text == "It expires on 15 April 2012 [1]."

    def test_a_claim_with_no_source_at_all_falls(self) -> None:
        given = checked(Answer("It expires in 2099 [7]. The salary is $95,000 [2].", [SALARY]), PAGES)
        assert given.text == "The salary is $95,000 [1]."

    def test_one_bad_source_takes_the_claim_with_it(self) -> None:
        text = "Anna [1] earns $95,000 [2]. It expires on 15 April 2012 [3]."
        sources = [source(1, "Anna"), SALARY, source(3, EXPIRY.snippet)]
        assert checked(Answer(text, sources), PAGES).text == "It expires on 15 April 2012 [1]."

    def test_several_numbers_in_one_mark_are_written_apart(self) -> None:
        given = checked(Answer("Both are known [2, 1].", [EXPIRY, SALARY]), PAGES)
        assert given.text == "Both are known [1][2]."
        assert [kept.snippet for kept in given.sources] == [SALARY.snippet, EXPIRY.snippet]

    def test_sources_that_nothing_cites_are_left_out(self) -> None:
        assert checked(Answer("It expires on 15 April 2012 [1].", [EXPIRY, SALARY]), PAGES).sources == [EXPIRY]

    def test_a_number_too_long_to_read_is_no_source(self) -> None:
        assert checked(Answer(f"So it is [{'9' * 5000}].", [EXPIRY]), PAGES) == Answer(NOTHING_FOUND, [])

    def test_an_answer_that_cites_nothing_found_nothing(self) -> None:
        assert checked(Answer("It expires in 2099.", [EXPIRY]), PAGES) == Answer(NOTHING_FOUND, [])

    def test_an_admission_keeps_its_hint(self) -> None:
        admission = Answer(f"{NOTHING_FOUND} A visa would answer it.", [])
        assert checked(admission, PAGES) == admission


class TestSentences:
    def test_marks_and_quotations_stay_with_their_sentence(self) -> None:
        text = "Ms. Eriksson is here [1]. a.pdf says: “It is. It was.” [2]\nSo “far. And” on. [3] End"
        assert sentences(text) == [
            "Ms. Eriksson is here [1]. ",
            "a.pdf says: “It is. It was.” [2]\n",
            "So “far. And” on. [3] ",
            "End",
        ]


class TestStreaming:
    def test_pieces_are_words_and_join_to_the_text(self) -> None:
        text = " Your passport expires\non 15 April [1].  "
        assert "".join(stream_pieces(text)) == text
        assert list(stream_pieces("one two")) == ["one ", "two"]
