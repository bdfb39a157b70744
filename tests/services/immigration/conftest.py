"""Somebody whose status is followed."""

from typing import Any

import pytest

from tests.support.platform import Caller

ANNA = {
    "first_name": "Anna",
    "last_name": "Eriksson",
    "email": "anna@utopia.example",
    "date_of_birth": "1974-08-12",
    "nationality": "SWE",
    "passport_number": "AB8362917",
    "alien_number": "A187-440-926",
    "sevis_id": "N0034567812",
    "external_id": "E-17",
    "employer": "Northgate University",
}


@pytest.fixture
async def anna(as_owner: Caller) -> dict[str, Any]:
    response = await as_owner.post("immigration", "/persons", json=ANNA)
    assert response.status_code == 201, response.text
    person: dict[str, Any] = response.json()
    return person
