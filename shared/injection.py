"""Services and the like are classes that a route depends on; they are made on the event loop.

FastAPI takes a class for a blocking function and makes each in a thread, which costs a request more than a query does.
"""

from collections.abc import Awaitable, Callable
from inspect import isclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts


def construct_on_the_loop(app: FastAPI) -> None:
    """To be called when all routers are in."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            _replace_classes(context.dependant)


def _replace_classes(dependant: Dependant) -> None:
    for dependency in dependant.dependencies:
        if isclass(dependency.call):
            dependency.call = _constructor(dependency.call)
        _replace_classes(dependency)


_CONSTRUCTORS: dict[object, Callable[..., Awaitable[object]]] = {}
"""One for each class: by its identity FastAPI knows what it has made for this request already."""


def _constructor(kind: Callable[..., object]) -> Callable[..., Awaitable[object]]:
    async def construct(**arguments: Any) -> object:
        return kind(**arguments)

    return _CONSTRUCTORS.setdefault(kind, construct)
