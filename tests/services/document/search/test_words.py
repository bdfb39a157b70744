"""The words side, through the door: languages, numbers, and questions that are hardly questions."""

from typing import Any

import pytest

from tests.services.document.search.test_search import library, search
from tests.support.documents import upload_and_process
from tests.support.platform import Caller, Platform

__all__ = ["library"]

RENT = "The monthly rent is 900 crowns and is due on the first day of each month. "
NUMBERS = {
    "notice.txt": "Receipt number IOE0123456789. We have received your application and the fee that goes with it.",
    "card.txt": "Resident since 2019. USCIS number A012-345-678. The card must be carried at all times.",
    "arrival.txt": "Admitted until 15/04/2029 in class F1; the record of arrival has the number 793 456 281.",
    "student.txt": "SEVIS ID N0012345678. The programme begins in the autumn and takes two years.",
    "other.txt": "Receipt number IOE0123456780. Your number, your card and your application are another matter.",
}
SPANISH = (
    "El pasaporte del solicitante vence el quince de abril. Los solicitantes deben renovar sus pasaportes antes de "
    "viajar al extranjero, porque ningún consulado acepta documentos vencidos."
)
GERMAN = (
    "Der Mieter zahlt die vereinbarten Nebenkosten am Anfang eines jeden Monats. Die Wohnungen werden im Winter "
    "geheizt, und der Vermieter liest die Zähler einmal im Jahr ab."
)


async def fill(platform: Platform, owner: Caller, vault_id: str, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        await upload_and_process(platform, owner, vault_id, name, text.encode())


def marked(result: dict[str, Any]) -> list[str]:
    return [result["snippet"][start:end] for start, end in result["highlights"]]


class TestNumbers:
    @pytest.mark.parametrize(
        ("query", "filename", "highlight"),
        [
            ("IOE0123456789", "notice.txt", "IOE0123456789"),
            ("what happened to my application with the number ioe0123456789?", "notice.txt", "IOE0123456789"),
            ("IOE0123456780", "other.txt", "IOE0123456780"),
            ("A012345678", "card.txt", "A012-345-678"),
            ("my number is A012 345 678", "card.txt", "A012-345-678"),
            ("15/04/2029", "arrival.txt", "15/04/2029"),
            ("15.04.2029", "arrival.txt", "15/04/2029"),
            ("793456281", "arrival.txt", "793 456 281"),
            ("N0012345678", "student.txt", "N0012345678"),
        ],
    )
    async def test_are_found_as_they_are(
        self, platform: Platform, as_owner: Caller, vault_id: str, query: str, filename: str, highlight: str
    ) -> None:
        await fill(platform, as_owner, vault_id, NUMBERS)
        first = (await search(as_owner, vault_id, query))[0]
        assert first["filename"] == filename
        assert highlight in marked(first)


class TestLanguages:
    @pytest.mark.parametrize(
        ("query", "filename", "highlight"),
        [("¿Cuándo vencen los pasaportes?", "es.txt", "pasaporte"), ("Wohnung Vermietern", "de.txt", "Wohnungen")],
    )
    async def test_words_are_known_in_other_forms(
        self, platform: Platform, as_owner: Caller, vault_id: str, query: str, filename: str, highlight: str
    ) -> None:
        await fill(platform, as_owner, vault_id, {"es.txt": SPANISH, "de.txt": GERMAN, "en.txt": RENT * 2})
        first = (await search(as_owner, vault_id, query))[0]
        assert first["filename"] == filename
        assert highlight in marked(first)


class TestHardlyQuestions:
    @pytest.mark.parametrize("query", ["the of and to", "!?", "🛂🛂🛂", "\x00", "a\x00b", "the " * 999])
    async def test_find_something_all_the_same(self, as_owner: Caller, library: str, query: str) -> None:
        results = await search(as_owner, library, query)
        assert len(results) == 3
        assert await search(as_owner, library, query) == results

    @pytest.mark.parametrize("query", ["the of and to", "!?", "🛂🛂🛂"])
    async def test_highlight_nothing(self, as_owner: Caller, library: str, query: str) -> None:
        assert all(result["highlights"] == [] for result in await search(as_owner, library, query))

    @pytest.mark.parametrize(
        ("query", "message"),
        [
            ("", "String should have at least 1 character"),
            (" \n\t", "String should have at least 1 character"),
            ("x" * 10_000, "String should have at most 4000 characters"),
        ],
    )
    async def test_too_little_and_too_much_is_422(
        self, as_owner: Caller, vault_id: str, query: str, message: str
    ) -> None:
        path = f"/vaults/{vault_id}/semantic-search"
        response = await as_owner.post("document", path, json={"query": query})
        assert response.status_code == 422
        assert [(item["loc"], item["msg"]) for item in response.json()["detail"]] == [(["body", "query"], message)]


class TestHighlights:
    async def test_are_the_words_of_the_query_in_their_forms(self, as_owner: Caller, library: str) -> None:
        lease = (await search(as_owner, library, "rents due in a month"))[0]
        assert lease["filename"] == "lease.txt"
        assert marked(lease) == ["monthly", "rent", "due", "month"]

    async def test_are_code_points(self, platform: Platform, as_owner: Caller, vault_id: str) -> None:
        await fill(
            platform, as_owner, vault_id, {"a.txt": "🛂🛂 Ünder the flag 🛂 the passport of Zoë, <b>bold</b> & brave"}
        )
        (result,) = await search(as_owner, vault_id, "passport bold")
        assert marked(result) == ["passport", "bold"]
