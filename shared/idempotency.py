"""`Idempotency-Key` on every POST (draft-ietf-httpapi-idempotency-key-header): a repeat gets the first answer.

The answer is stored in the request's own transaction, so that it exists if and only if the change does. It is
encrypted, because an answer may hold a secret that is shown once. Rows older than 24 hours are deleted by the relay.
"""

import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile

from shared.auth.dependencies import authenticate
from shared.db.tables import idempotency_keys
from shared.errors import BadRequest, Conflict, NotAuthenticated, Unprocessable
from shared.resources import Resources
from shared.secrets import cipher

RUNNING_SECONDS = 60
MAX_KEY = 255
REPLAYED = "Idempotent-Replayed"

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request with a key: who sent it (`scope`) and a digest of what it says (`fingerprint`)."""

    scope: str
    key: str
    fingerprint: bytes

    @property
    def lock(self) -> str:
        return f"idempotency:{self.scope}:{self.key}"


class IdempotentRoute(APIRoute):
    """A route class: `APIRouter(route_class=IdempotentRoute)`. Changes nothing for requests without a key."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def keyed(request: Request) -> Response:
            if request.method != "POST" or "idempotency-key" not in request.headers:
                return await handler(request)
            return await _keyed(request, handler)

        return keyed


async def _keyed(request: Request, handler: Handler) -> Response:
    try:
        return await _once(request, handler)
    finally:
        # The files of a form that was only read for its digest.
        await request.close()


async def _once(request: Request, handler: Handler) -> Response:
    resources: Resources = request.app.state.resources
    keyed = await _identify(request)
    if replay := await _replay(resources, keyed):
        return replay
    if not await resources.redis.set(keyed.lock, "1", nx=True, ex=RUNNING_SECONDS):
        raise Conflict("A request with this Idempotency-Key is still running")
    try:
        response = await handler(request)
        if response.status_code < 300 and hasattr(response, "body"):
            await _remember(request, resources, keyed, response)
    finally:
        await resources.redis.delete(keyed.lock)
    return response


async def _identify(request: Request) -> KeyedRequest:
    key = request.headers["idempotency-key"]
    if not 1 <= len(key) <= MAX_KEY:
        raise BadRequest(f"An Idempotency-Key has 1 to {MAX_KEY} characters")
    try:
        scope = (await authenticate(request)).key
    except NotAuthenticated:
        scope = "anonymous"  # sign-up; a route that needs a caller refuses the request by itself
    return KeyedRequest(scope, key, await _fingerprint(request))


async def _fingerprint(request: Request) -> bytes:
    digest = hashlib.sha256(f"{request.url.path}?{request.url.query}\n".encode())
    if not request.headers.get("content-type", "").startswith("multipart/"):
        digest.update(await request.body())
        return digest.digest()
    for name, value in (await request.form()).multi_items():
        digest.update(f"{name}\n".encode())
        if isinstance(value, UploadFile):
            while block := await value.read(1 << 20):
                digest.update(block)
            await value.seek(0)
        else:
            digest.update(value.encode())
    return digest.digest()


async def _replay(resources: Resources, keyed: KeyedRequest) -> Response | None:
    async with resources.reads() as session:
        return await _stored(session, resources, keyed)


async def _stored(session: AsyncSession, resources: Resources, keyed: KeyedRequest) -> Response | None:
    found = (
        await session.execute(
            select(idempotency_keys.c.fingerprint, idempotency_keys.c.answer).where(
                idempotency_keys.c.scope == keyed.scope, idempotency_keys.c.key == keyed.key
            )
        )
    ).one_or_none()
    if found is None:
        return None
    if found.fingerprint != keyed.fingerprint:
        raise Unprocessable("This Idempotency-Key was used with another request")
    answer = json.loads(cipher(resources.settings, keyed.lock).decrypt(found.answer))
    return Response(answer["body"], answer["status"], {REPLAYED: "true"}, media_type=answer["media_type"])


async def _remember(request: Request, resources: Resources, keyed: KeyedRequest, response: Response) -> None:
    answer = {
        "status": response.status_code,
        "media_type": response.headers.get("content-type"),
        "body": bytes(response.body).decode(),
    }
    row = {
        "scope": keyed.scope,
        "key": keyed.key,
        "fingerprint": keyed.fingerprint,
        "answer": cipher(resources.settings, keyed.lock).encrypt(json.dumps(answer).encode()),
    }
    session: AsyncSession | None = getattr(request.state, "session", None)
    try:
        if session is not None:
            await session.execute(insert(idempotency_keys).values(row))
        else:
            async with resources.sessions.begin() as own:
                await own.execute(insert(idempotency_keys).values(row))
    except IntegrityError as error:
        raise Conflict("A request with this Idempotency-Key is still running") from error
