"""The catalogue, through the door."""

from uuid import uuid4

import pytest

from tests.support.platform import Caller


class TestDocumentTypes:
    async def test_are_open_to_everybody_and_complete(self, as_nobody: Caller) -> None:
        types = (await as_nobody.get("document", "/document-types")).json()["document_types"]
        codes = [kind["code"] for kind in types]
        assert len(codes) == len(set(codes)) == 123
        passport = next(kind for kind in types if kind["code"] == "PASSPORT")
        assert passport["category"] == "identity"
        assert {"document_number", "expiration_date", "date_of_birth"} <= {f["name"] for f in passport["fields"]}

    async def test_work_with_a_token_too(self, as_owner: Caller) -> None:
        assert (await as_owner.get("document", "/document-types")).status_code == 200

    async def test_one_by_its_id(self, as_nobody: Caller) -> None:
        types = (await as_nobody.get("document", "/document-types")).json()["document_types"]
        response = await as_nobody.get("document", f"/document-types/{types[0]['id']}")
        assert (response.status_code, response.json()) == (200, types[0])

    async def test_unknown_id_is_404(self, as_nobody: Caller) -> None:
        response = await as_nobody.get("document", f"/document-types/{uuid4()}")
        assert (response.status_code, response.json()) == (404, {"detail": "Document type not found"})


class TestDocumentIndex:
    async def test_has_the_documented_shape(self, as_nobody: Caller) -> None:
        index = (await as_nobody.get("document", "/document-index")).json()["document_index"]
        assert len(index) == 123
        assert set(index[0]) == {"code", "name", "category", "aliases", "fields"}

    @pytest.mark.parametrize("code", ["I20", "i20"])
    async def test_one_by_its_code_in_any_case(self, as_nobody: Caller, code: str) -> None:
        assert (await as_nobody.get("document", f"/document-index/{code}")).json()["code"] == "I20"

    async def test_unknown_code_is_404(self, as_nobody: Caller) -> None:
        response = await as_nobody.get("document", "/document-index/nothing")
        assert (response.status_code, response.json()) == (404, {"detail": "Document type not found"})
