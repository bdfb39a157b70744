"""Search, through the door."""

import asyncio

import pytest

from tests.support.documents import upload, upload_and_process
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

    async def test_other_case_of_a_type_is_the_same(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        types = (await as_owner.get("document", "/document-types")).json()["document_types"]
        chosen = next(item["id"] for item in types if item["code"] == "PASSPORT")
        lease = await upload_and_process(platform, as_owner, vault_id, document_type_id=chosen)
        for code in ("PASSPORT", "passport"):
            (result,) = await search(as_owner, vault_id, "rent", document_types=[code])
            assert result["document_id"] == lease["id"]

    async def test_document_of_another_vault_is_no_way_into_it(
        self, platform: Platform, as_owner: Caller, as_stranger: Caller, library: str
    ) -> None:
        foreign_vault = (await as_stranger.post("vault", "/vaults", json={})).json()["id"]
        foreign = await upload_and_process(platform, as_stranger, foreign_vault, "secret.txt", b"The rent is a secret.")
        assert await search(as_owner, library, "rent", document_ids=[foreign["id"]]) == []
        both = [foreign["id"], (await search(as_owner, library, "rent"))[0]["document_id"]]
        assert [result["filename"] for result in await search(as_owner, library, "rent", document_ids=both)] == [
            "lease.txt"
        ]

    async def test_shorter_list_is_the_beginning_of_the_longer(self, as_owner: Caller, library: str) -> None:
        whole = await search(as_owner, library, "rent before the judge", top_k=50)
        assert await search(as_owner, library, "rent before the judge", top_k=2) == whole[:2]
        assert await search(as_owner, library, "rent before the judge", top_k=50) == whole

    async def test_document_in_processing_takes_nothing_away(self, as_owner: Caller, library: str) -> None:
        await upload(as_owner, library, "new.txt", b"The rent is due.")
        assert {result["filename"] for result in await search(as_owner, library, "rent")} == set(PASSAGES)

    async def test_empty_vault_has_no_results(self, as_owner: Caller, vault_id: str) -> None:
        assert await search(as_owner, vault_id, "rent") == []

    async def test_takes_one_statement(self, platform: Platform, as_owner: Caller, library: str) -> None:
        await search(as_owner, library, "rent")
        statements: list[str] = []
        async with platform.resources("document").connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        with driver.query_logger(lambda logged: statements.append(logged.query)):
            assert len(await search(as_owner, library, "rent", top_k=3)) == 3
            await asyncio.sleep(0)  # the driver tells afterwards
        assert len([statement for statement in statements if "SAVEPOINT" not in statement]) == 1

    @pytest.mark.parametrize("query", ["'; drop table chunks; --", "a & b | !c", "%", "\\", "?", "日本語", "x" * 4000])
    async def test_takes_any_text(self, as_owner: Caller, library: str, query: str) -> None:
        assert len(await search(as_owner, library, query)) == 3

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"query": None}, "query"),
            ({"top_k": 0}, "top_k"),
            ({"top_k": 51}, "top_k"),
            ({"min_score": -0.1}, "min_score"),
            ({"min_score": 1.1}, "min_score"),
            ({"document_ids": ["x"]}, "document_ids"),
            ({"document_ids": ["00000000-0000-0000-0000-000000000000"] * 1001}, "document_ids"),
            ({"document_types": ["X" * 101]}, "document_types"),
            ({"document_types": ["X"] * 201}, "document_types"),
            ({"k": 1}, "k"),
        ],
    )
    async def test_wrong_shape_is_422(
        self, as_owner: Caller, vault_id: str, wrong: dict[str, object], field: str
    ) -> None:
        body = {"query": "rent"} | wrong
        response = await as_owner.post("document", f"/vaults/{vault_id}/semantic-search", json=body)
        assert response.status_code == 422
        assert {tuple(item["loc"][:2]) for item in response.json()["detail"]} == {("body", field)}

    async def test_shows_nothing_of_another_vault(self, as_owner: Caller, library: str) -> None:
        other = (await as_owner.post("vault", "/vaults", json={})).json()["id"]
        assert library != other
        assert await search(as_owner, other, "rent") == []

    async def test_stranger_learns_nothing(self, as_stranger: Caller, library: str) -> None:
        response = await as_stranger.post("document", f"/vaults/{library}/semantic-search", json={"query": "rent"})
        assert (response.status_code, response.json()) == (404, {"detail": "Vault not found"})
