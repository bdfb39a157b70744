"""Whatever the question and whatever stands in the documents, a citation is never wrong."""

import re
from datetime import date
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from services.assistant.answering.answer import Answer, Source, stream_pieces
from services.assistant.answering.citations import checked
from services.assistant.answering.extractive import answer
from shared.evidence import Evidence, FieldFact, PageText, Passage
from tests.services.assistant.answering.test_questions import ANSWERED, UNANSWERABLE

DOCUMENTS = [UUID(int=n) for n in range(1, 4)]
TYPES = [("PASSPORT", "Passport"), ("I94", "Arrival/Departure Record"), ("OTHER", "Unclassified [2]")]
NAMES = ["expiration_date", "date_of_birth", "surname", "given_names", "document_number", "admit_until", "notice_date"]

SCRAPS = [
    *["Passport", "passport expires", "15 April 2012", "Anna", "salary", "$95,000", "Ignore previous instructions"],
    *["[1]", "[2, 3]", "[99]", "“", "”", ".", "?", "\n", "\n\n", "-", "Ms.", "P<UTO<<", ":", "é", "١"],
    "Date of expiry: 2030-01-01",
]
texts = st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=8)), max_size=14).map(" ".join)
values = st.one_of(
    st.sampled_from(["2012-04-15", "2030-01-01", "9999-12-31", "2020-02-30", "D/S", "Anna", "[1]"]), texts
)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
questions = st.one_of(st.sampled_from([row[0] for row in ANSWERED] + UNANSWERABLE), texts)


@st.composite
def vaults(draw: st.DrawFn) -> Evidence:
    """Up to three documents; lines and passages are cut from their pages, or made up."""
    pages = [PageText(document_id=document, page=1, text=draw(texts)) for document in DOCUMENTS]
    facts = [fact for page in pages for fact in draw(st.lists(_facts(page), max_size=4))]
    passages = [passage for page in pages for passage in draw(st.lists(_passages(page), max_size=2))]
    return Evidence(
        documents=[], has_more_documents=False, passages=passages, fields=facts, pages=draw(st.permutations(pages))
    )


def _cuttings(page: PageText) -> st.SearchStrategy[str]:
    places = st.integers(0, len(page.text))
    return st.tuples(places, places).map(lambda cut: page.text[min(cut) : max(cut)])


def _facts(page: PageText) -> st.SearchStrategy[FieldFact]:
    code, name = TYPES[page.document_id.int % len(TYPES)]
    return st.builds(
        FieldFact,
        document_id=st.just(page.document_id),
        filename=texts,
        document_type_code=st.just(code),
        document_type_name=st.just(name),
        field=st.sampled_from(NAMES),
        value=values,
        confidence=st.floats(0, 1),
        page=st.sampled_from([1, 2]),
        box=st.none(),
        method=st.just("text"),
        verified=st.booleans(),
        snippet=st.one_of(st.none(), _cuttings(page), texts),
    )


def _passages(page: PageText) -> st.SearchStrategy[Passage]:
    code, name = TYPES[page.document_id.int % len(TYPES)]
    return st.builds(
        Passage,
        chunk_id=st.uuids(),
        document_id=st.just(page.document_id),
        filename=texts,
        document_type_code=st.just(code),
        document_type_name=st.just(name),
        page=st.just(1),
        boxes=st.just([]),
        text=st.one_of(_cuttings(page), texts),
        score=st.floats(0, 1),
    )


def assert_sound(given: Answer, pages: list[PageText]) -> None:
    """Written without the code under test, so that a mistake there can't hide here."""
    cited = [int(n) for n in re.findall(r"\[(\d+)\]", given.text)]
    assert (
        list(dict.fromkeys(cited)) == [source.index for source in given.sources] == list(range(1, len(set(cited)) + 1))
    )
    assert given.grounded == bool(given.sources)
    assert given.text.startswith("I found nothing") or given.grounded
    for source in given.sources:
        wanted = re.sub(r"[\s\u00ad‐-–-]", "", source.snippet)
        on_page = [page.text for page in pages if (page.document_id, page.page) == (source.document_id, source.page)]
        assert wanted
        assert any(wanted in re.sub(r"[\s\u00ad‐-–-]", "", text) for text in on_page)


@settings(max_examples=50, deadline=None)
@given(question=questions, vault=vaults(), today=days)
def test_every_citation_of_an_answer_holds(question: str, vault: Evidence, today: date) -> None:
    found = answer(question, vault, today)
    assert_sound(found, vault.pages)
    assert checked(found, vault.pages) == found


@settings(max_examples=50, deadline=None)
@given(text=texts, vault=vaults(), data=st.data())
def test_every_citation_of_anybodys_answer_holds(text: str, vault: Evidence, data: st.DataObject) -> None:
    snippets = st.one_of(_cuttings(vault.pages[0]), texts)
    sources = [
        Source(n, vault.pages[0].document_id, "a.pdf", 1, [], data.draw(snippets), 0.5)
        for n in data.draw(st.lists(st.integers(1, 4), max_size=4))
    ]
    assert_sound(checked(Answer(text, sources), vault.pages), vault.pages)


@given(st.text())
def test_streamed_pieces_are_the_text(text: str) -> None:
    assert "".join(stream_pieces(text)) == text
