"""Between asynchronous sources and blocking calls."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import ParamSpec, TypeVar

BLOCK_BYTES = 256 * 1024

P = ParamSpec("P")
T = TypeVar("T")


async def in_blocks(source: AsyncIterator[bytes], size: int) -> AsyncGenerator[bytes, None]:
    """What `source` yields, cut anew: every block has `size` bytes but the last, which is never empty."""
    buffer = bytearray()
    async for piece in source:
        buffer += piece
        while len(buffer) >= size:
            block = bytes(memoryview(buffer)[:size])
            del buffer[:size]
            yield block
    if buffer:
        yield bytes(buffer)


async def in_thread(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`asyncio.to_thread`, but a cancelled caller leaves only after the thread has: clean-up never races the call."""
    call = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(call)
    except asyncio.CancelledError:
        while not call.done():
            # A cancel scope cancels again and again until its task has left.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([call])
        if not call.cancelled():
            call.exception()  # nobody is left to be told
        raise
