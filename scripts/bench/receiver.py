"""An endpoint for webhooks that says nothing, and on one path says it after half a minute."""

import asyncio

from starlette.types import Receive, Scope, Send

HANGING = "/hang"


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == HANGING:
        await asyncio.sleep(30)
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})
