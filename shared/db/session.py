"""One request, one transaction. Nobody else commits or rolls back."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from starlette.datastructures import State

from shared.db.engine import SessionFactory
from shared.resources import Resources


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.resources.sessions() as session, session.begin():
        request.state.session = session
        yield session


class LateTransaction:
    """The transaction of a request that has to wait for somebody else first.

    It is begun when everything is known, and commits when the answer was serialised and, where the request has an
    Idempotency-Key, remembered: in the same transaction, as for every other request.
    """

    def __init__(self, resources: Resources, state: State, stack: AsyncExitStack) -> None:
        self.resources = resources
        self.state = state
        self.stack = stack

    def afterwards(self, callback: Callable[..., Awaitable[None]], *arguments: object) -> None:
        """Have something done when the transaction has ended, in whichever way; to be said before it begins."""
        self.stack.push_async_callback(callback, *arguments)

    async def begin(self, *subjects: str) -> AsyncSession:
        """The session, while the `subjects` are changing (see `shared.auth.versions`)."""
        await self.stack.enter_async_context(self.resources.versions.changing(*subjects))
        session = await self.stack.enter_async_context(self.resources.sessions.begin())
        self.state.session = session
        return session


async def open_late_transaction(request: Request) -> AsyncIterator[LateTransaction]:
    async with AsyncExitStack() as stack:
        yield LateTransaction(request.app.state.resources, request.state, stack)


async def open_read_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.resources.reads() as session:
        yield session


async def open_read_connection(request: Request) -> AsyncIterator[AsyncConnection]:
    async with request.app.state.resources.connect() as connection:
        yield connection


async def session_factory_of(request: Request) -> SessionFactory:
    factory: SessionFactory = request.app.state.resources.sessions
    return factory


# "function" makes the order serialise, commit, respond: a failed commit can't follow a "201".
Session = Annotated[AsyncSession, Depends(open_session, scope="function")]
Late = Annotated[LateTransaction, Depends(open_late_transaction, scope="function")]
ReadSession = Annotated[AsyncSession, Depends(open_read_session, scope="function")]
ReadConnection = Annotated[AsyncConnection, Depends(open_read_connection, scope="function")]
Sessions = Annotated[SessionFactory, Depends(session_factory_of)]
