from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from services.document.catalogue.catalogue import load_catalogue
from services.document.classification.classify import classify
from services.document.classification.meaning import Meanings, beginning
from services.document.classification.signals import ClassificationMethod, Likeness
from services.document.classification.sketch import resemblance, sketch_of
from services.document.classification.verdict import UNSURE, Classification
from services.document.embedding.model import Embedder
from services.document.resources import DocumentResources
from tests.services.document.pages import SAMPLES, page, sample
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

CONFIDENT = 0.8


@pytest.fixture
def meanings(platform: Platform) -> Meanings:
    resources = platform.resources("document")
    assert isinstance(resources, DocumentResources)
    return resources.meanings


def classified(text: str, likeness: Mapping[str, float]) -> Classification:
    return classify([page(text)], None, load_catalogue(), likeness=Likeness(likeness))


class TestLikeness:
    def test_tips_what_the_wording_leaves_open(self) -> None:
        text = "BANK STATEMENT\nThe weather was fine."
        assert classified(text, {}).code == "OTHER"
        found = classified(text, {"BANK_STATEMENT": 0.6, "LEASE": 0.2})
        assert (found.code, found.method) == ("BANK_STATEMENT", ClassificationMethod.TITLE)
        assert found.confidence <= UNSURE

    def test_alone_is_a_guess_that_says_so(self) -> None:
        found = classified("Some words that nobody knows", {"DIPLOMA": 0.7, "LEASE": 0.3})
        assert (found.code, found.method) == ("DIPLOMA", ClassificationMethod.EMBEDDING)
        assert found.confidence < UNSURE
        assert found.runner_up is not None
        assert found.runner_up[0] == "LEASE"
        assert found.evidence is not None

    @pytest.mark.parametrize("likeness", [{"DIPLOMA": 0.45}, {"DIPLOMA": 0.7, "TRANSCRIPT": 0.65}, {}])
    def test_too_little_or_two_alike_decide_nothing(self, likeness: dict[str, float]) -> None:
        assert classified("Some words that nobody knows", likeness).code == "OTHER"

    def test_does_not_help_an_article_about_documents(self) -> None:
        pages = sample("OTHER-i20-guide")
        assert classify(pages, None, load_catalogue(), likeness=Likeness({"I20": 0.9})).code == "OTHER"

    def test_tells_a_letter_from_an_article(self) -> None:
        """Of an article it is no matter what it is about; a letter reads like one."""
        text = " ".join(["He was a good student who always did what had to be done and much more than that."] * 4)
        likeness = {"RECOMMENDATION": 0.7, "DIPLOMA": 0.3}
        article, letter = Likeness(likeness), Likeness(likeness, is_to_example=True)
        assert classify([page(text)], None, load_catalogue(), likeness=article).code == "OTHER"
        assert classify([page(text)], None, load_catalogue(), likeness=letter).code == "RECOMMENDATION"

    def test_what_is_nearer_to_no_document_of_ours_is_none(self) -> None:
        assert classified("Some words that nobody knows", {"DIPLOMA": 0.7, "OTHER": 0.71}).code == "OTHER"

    def test_changes_nothing_about_what_is_sure(self) -> None:
        pages = sample("I9-2023-edition")
        likeness = Likeness({"W2": 0.9, "I9": 0.1})
        assert classify(pages, None, load_catalogue()).code == "I9"
        assert classify(pages, None, load_catalogue(), likeness=likeness).code == "I9"


class TestMeanings:
    def test_too_little_text_means_nothing(self, meanings: Meanings) -> None:
        assert meanings.vector_of([page("one two")]) is None
        assert meanings.likeness(None) == Likeness()

    @pytest.mark.parametrize(
        "name", ["DIPLOMA-bachelor", "OTHER-recipe", "PASSPORT-india", "POLICE_CERT-fbi", "OTHER-flight-itinerary"]
    )
    def test_no_sample_gets_worse_by_it(self, meanings: Meanings, name: str) -> None:
        pages = sample(name)
        likeness = meanings.likeness(meanings.vector_of(pages))
        assert classify(pages, None, load_catalogue(), likeness=likeness).code == name.split("-", maxsplit=1)[0]

    def test_types_are_embedded_once(self, tmp_path: Path, platform: Platform) -> None:
        resources = platform.resources("document")
        assert isinstance(resources, DocumentResources)
        vector = resources.embedder.embed(["a passport"])[0]
        first = Meanings(load_catalogue(), resources.embedder, tmp_path).likeness(vector)
        kept = next(tmp_path.glob("document-types-*.npy"))
        assert Meanings(load_catalogue(), _Unused(tmp_path), tmp_path).likeness(vector) == first
        np.save(kept, np.zeros((2, 3)))
        assert Meanings(load_catalogue(), resources.embedder, tmp_path).likeness(vector).cosines == pytest.approx(
            first.cosines
        )

    def test_reads_on_where_the_first_page_is_blank(self) -> None:
        assert "monthly rent" in beginning([page(""), page("The monthly rent is 900 crowns a month", 2)])


class _Unused(Embedder):
    def embed(self, texts: object) -> np.ndarray:
        raise AssertionError(texts)


class TestSketch:
    def test_same_paper_for_two_people(self) -> None:
        one = sketch_of([page("Certificate of the harbour master for ANNA on 3 May 2026 about berth 12")])
        other = sketch_of([page("Certificate of the harbour master for HEDDA on 9 June 2025 about berth 7")])
        assert resemblance(one, other) > 0.6
        assert resemblance(one, sketch_of([page("Soup of the day with bread")])) < 0.3

    def test_nothing_resembles_nothing(self) -> None:
        assert resemblance([], []) == 0


async def test_answer_says_why(platform: Platform, as_owner: Caller, vault_id: str) -> None:
    text = (SAMPLES / "W2-2024.txt").read_bytes()
    document = await upload_and_process(platform, as_owner, vault_id, "w2.txt", text)
    why = document["classification"]
    assert (why["code"], why["method"]) == ("W2", "omb_number")
    assert why["confidence"] == document["classification_confidence"] > CONFIDENT
    assert "1545-0008" in why["evidence"]["text"]
    assert why["evidence"]["page"] == 1
    assert len(why["evidence"]["box"]) == 4
    assert why["runner_up"] is None or set(why["runner_up"]) == {"code", "confidence"}
