"""One request, one transaction. Nobody else commits or rolls back."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from shared.db.engine import SessionFactory


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.resources.sessions() as session, session.begin():
        request.state.session = session
        yield session


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
ReadSession = Annotated[AsyncSession, Depends(open_read_session, scope="function")]
ReadConnection = Annotated[AsyncConnection, Depends(open_read_connection, scope="function")]
Sessions = Annotated[SessionFactory, Depends(session_factory_of)]
