"""Where the classes that routes depend on are made."""

import threading
from typing import Annotated

import httpx
from fastapi import APIRouter, Depends, FastAPI

from shared.injection import construct_on_the_loop

router = APIRouter()


class Part:
    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.thread = threading.get_ident()


class Whole:
    def __init__(self, part: Annotated[Part, Depends()]) -> None:
        self.part = part
        self.thread = threading.get_ident()


@router.get("/whole")
async def get_whole(whole: Annotated[Whole, Depends()], part: Annotated[Part, Depends()]) -> list[bool | int]:
    here = threading.get_ident()
    return [whole.thread == here, part.thread == here, whole.part is part, part.number]


async def test_classes_are_made_on_the_event_loop_and_once_a_request() -> None:
    app = FastAPI()
    app.include_router(router, prefix="/api")
    construct_on_the_loop(app)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        response = await client.get("/api/whole", params={"number": 7})
    assert response.json() == [True, True, True, 7]
