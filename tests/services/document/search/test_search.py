"""Search, through the door."""

import pytest

from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

PASSAGES = {
    "lease.txt": b"Lease agreement. The monthly rent is 900 crowns and is due on the first day of each month.",
    "hearing.txt": b"Notice of hearing. You must appear before the judge on 4 May 2027 in room 12.",
    "garden.txt": b"Tomatoes want sun, water and a warm wall; plant them out when the nights are mild.",
}


@pytest.fixture
async def library(platform: Platform, as_owner: Caller, vault_id: str) -> str:
    """A vault with three texts."""
    for name, content in PASSAGES.items():
        await upload_and_process(platform, as_owner, vault_id, name, content)
    return vault_id


async def search(caller: Caller, vault_id: str, query: str, **options: object) -> list[dict[str, object]]:
    path = f"/vaults/{vault_id}/semantic-search"
    response = await caller.post("document", path, json={"query": query, **options})
    assert response.status_code == 200, response.text
    results: list[dict[str, object]] = response.json()["results"]
    return results


class TestSemanticSearch:
    @pytest.mark.parametrize(
        ("query", "filename"),
        [
            ("When do I have to go to court?", "hearing.txt"),
            ("How much do I pay my landlord?", "lease.txt"),
            ("growing vegetables", "garden.txt"),
            ("crowns", "lease.txt"),
        ],
    )
    async def test_finds_by_meaning_and_by_words(
        self, as_owner: Caller, library: str, query: str, filename: str
    ) -> None:
        results = await search(as_owner, library, query)
        assert results[0]["filename"] == filename

    async def test_is_the_documented_shape_best_first(self, as_owner: Caller, library: str) -> None:
        results = await search(as_owner, library, "rent")
        assert set(results[0]) == {
            "document_id",
            "filename",
            "score",
            "snippet",
            "highlights",
            "page",
            "boxes",
            "chunk_id",
        }
        scores = [float(str(result["score"])) for result in results]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)

    @pytest.mark.parametrize("top_k", [1, 2, 3])
    async def test_is_never_shorter_than_asked(self, as_owner: Caller, library: str, top_k: int) -> None:
        assert len(await search(as_owner, library, "anything", top_k=top_k)) == top_k

    async def test_leaves_out_what_scores_less(self, as_owner: Caller, library: str) -> None:
        everything = await search(as_owner, library, "monthly rent")
        best = float(str(everything[0]["score"]))
        assert len(await search(as_owner, library, "monthly rent", min_score=best)) == 1

    async def test_narrows_to_documents_and_types(self, as_owner: Caller, library: str) -> None:
        hearing = (await search(as_owner, library, "judge"))[0]["document_id"]
        results = await search(as_owner, library, "rent", document_ids=[hearing])
        assert {result["document_id"] for result in results} == {hearing}
        assert await search(as_owner, library, "rent", document_types=["PASSPORT"]) == []

    @pytest.mark.parametrize("query", ["'; drop table chunks; --", "a & b | !c", "%", "\\", "?", "日本語", "x" * 4000])
    async def test_takes_any_text(self, as_owner: Caller, library: str, query: str) -> None:
        assert len(await search(as_owner, library, query)) == 3

    @pytest.mark.parametrize(
        "body", [{}, {"query": ""}, {"query": "x", "top_k": 0}, {"query": "x", "top_k": 51}, {"query": "x", "k": 1}]
    )
    async def test_wrong_shape_is_422(self, as_owner: Caller, vault_id: str, body: dict[str, object]) -> None:
        response = await as_owner.post("document", f"/vaults/{vault_id}/semantic-search", json=body)
        assert response.status_code == 422

    async def test_shows_nothing_of_another_vault(self, as_owner: Caller, library: str) -> None:
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        assert library != other
        assert await search(as_owner, other, "rent") == []

    async def test_stranger_learns_nothing(self, as_stranger: Caller, library: str) -> None:
        response = await as_stranger.post("document", f"/vaults/{library}/semantic-search", json={"query": "rent"})
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})
