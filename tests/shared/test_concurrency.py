"""`both`: nothing is left running behind an error."""

import asyncio

import pytest

from shared.concurrency import both


class Refused(Exception):
    pass


async def answers(value: str, log: list[str]) -> str:
    await asyncio.sleep(0.01)
    log.append(value)
    return value


async def refuses() -> None:
    raise Refused


async def test_gives_both_answers() -> None:
    assert await both(answers("one", []), answers("other", [])) == ("one", "other")


@pytest.mark.parametrize("refusing_first", [True, False])
async def test_raises_only_when_the_other_has_ended(refusing_first: bool) -> None:
    log: list[str] = []
    with pytest.raises(Refused):
        await (both(refuses(), answers("other", log)) if refusing_first else both(answers("other", log), refuses()))
    assert log == ["other"]
