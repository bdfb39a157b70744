"""Doing two things at once."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

First = TypeVar("First")
Second = TypeVar("Second")


async def both(first: Awaitable[First], second: Awaitable[Second]) -> tuple[First, Second]:
    """What both answer; where one raises, its error once the other has ended too.

    `asyncio.gather` would go on at once and leave the other running, on a connection that is given back meanwhile.
    """
    outcomes = await asyncio.gather(first, second, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    one, other = outcomes
    return one, other  # type: ignore[return-value] # neither is an exception: the loop would have raised it
