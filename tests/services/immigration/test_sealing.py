"""Numbers at rest: sealed for one row, by one installation, and sealed anew when its secret changes."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlalchemy import select

from services.immigration.models import Person
from services.immigration.numbers.masking import masked
from services.immigration.numbers.rotation import rotate
from services.immigration.numbers.sealing import Sealer, Unsealable
from services.immigration.resources import ImmigrationResources
from services.immigration.settings import ImmigrationSettings
from tests.support.platform import Caller, Platform

ROW = UUID("019aa8f0-0000-7000-8000-000000000001")
NEW = SecretStr("n" * 20 + "0123456789abcdef")


@pytest.fixture
def settings() -> ImmigrationSettings:
    return ImmigrationSettings()


@given(st.dictionaries(st.sampled_from(["passport_number", "sevis_id"]), st.text()))
def test_what_is_sealed_can_be_opened(numbers: dict[str, str]) -> None:
    sealer = Sealer(ImmigrationSettings())
    assert sealer.open(ROW, sealer.seal(ROW, numbers)) == numbers


def test_for_another_row_it_stays_closed(settings: ImmigrationSettings) -> None:
    sealer = Sealer(settings)
    with pytest.raises(Unsealable):
        sealer.open(uuid4(), sealer.seal(ROW, {"sevis_id": "N0034567812"}))


def test_every_byte_counts(settings: ImmigrationSettings) -> None:
    sealer = Sealer(settings)
    sealed = sealer.seal(ROW, {"sevis_id": "N0034567812"})
    for place in range(1, len(sealed)):
        with pytest.raises(Unsealable):
            sealer.open(ROW, sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :])


def test_another_installation_can_not_open_it(settings: ImmigrationSettings) -> None:
    other = Sealer(settings.model_copy(update={"secret_key": NEW}))
    with pytest.raises(Unsealable):
        other.open(ROW, Sealer(settings).seal(ROW, {"sevis_id": "N0034567812"}))


@pytest.mark.parametrize(
    ("number", "shown"), [("AB8362917", "••••••917"), ("12", "••"), ("123456789012", "••••••••9012")]
)
def test_masked(number: str, shown: str) -> None:
    assert masked(number) == shown


async def test_rotation_seals_with_the_new_secret(platform: Platform, as_owner: Caller, anna: dict[str, Any]) -> None:
    resources = platform.resources("immigration")
    assert isinstance(resources, ImmigrationResources)
    visa = {"status_type": "visa", "document_number": "20241994370001"}
    await as_owner.post("immigration", f"/persons/{anna['id']}/statuses", json=visa)
    before, settings = resources.sealer, resources.settings
    changed = {"secret_key": NEW, "previous_secret_keys": [settings.secret_key]}
    resources.sealer = Sealer(settings.model_copy(update=changed))
    try:
        assert await rotate(resources) == 2
        assert await rotate(resources) == 0
        resources.sealer = Sealer(settings.model_copy(update={"secret_key": NEW}))
        assert (await as_owner.get("immigration", f"/persons/{anna['id']}")).json()["sevis_id"] == "N0034567812"
        response = await as_owner.get("immigration", "/persons", params={"search": "20241994370001"})
        assert [person["id"] for person in response.json()["persons"]] == [anna["id"]]
        async with resources.sessions() as session:
            (person,) = (await session.scalars(select(Person))).all()
        with pytest.raises(Unsealable):
            before.open(person.id, person.numbers)
    finally:
        resources.sealer = before
