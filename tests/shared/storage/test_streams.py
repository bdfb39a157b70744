import asyncio
from collections.abc import AsyncIterator
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.storage.streams import in_blocks, in_thread


async def each(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


@given(st.lists(st.binary(max_size=20)), st.integers(1, 15))
def test_blocks_hold_the_same_bytes_in_even_lengths(pieces: list[bytes], size: int) -> None:
    async def collect() -> list[bytes]:
        return [block async for block in in_blocks(each(pieces), size)]

    blocks = asyncio.run(collect())
    assert b"".join(blocks) == b"".join(pieces)
    assert all(len(block) == size for block in blocks[:-1])
    assert all(0 < len(block) <= size for block in blocks[-1:])


class TestInThread:
    async def test_leaves_the_event_loop_free(self) -> None:
        release = Event()
        waiting = asyncio.create_task(in_thread(release.wait, 5))
        await asyncio.sleep(0)
        release.set()
        assert await waiting is True

    async def test_passes_errors_on(self) -> None:
        with pytest.raises(ZeroDivisionError):
            await in_thread(divmod, 1, 0)

    @pytest.mark.parametrize("times", [1, 3])
    async def test_a_cancelled_caller_waits_for_the_thread(self, times: int) -> None:
        """However often it is cancelled, as by the scope around an answer whose reader has left."""
        started, release, ended = Event(), Event(), Event()

        def work() -> None:
            started.set()
            release.wait(5)
            ended.set()

        calling = asyncio.create_task(in_thread(work))
        await asyncio.to_thread(started.wait, 5)
        for _ in range(times):
            calling.cancel()
            await asyncio.sleep(0.01)
            assert not calling.done()
        release.set()
        with pytest.raises(asyncio.CancelledError):
            await calling
        assert ended.is_set()
