"""Which credentials open an operation, in the API document: written from the dependencies that let callers in."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from shared.auth.dependencies import Requires

SCHEMES = {
    "access_token": {
        "type": "http",
        "scheme": "bearer",
        "description": "The `access_token` of a sign-in, or the `session_token` of a share.",
    },
    "api_key": {"type": "apiKey", "in": "header", "name": "X-API-Key", "description": "Together with the app key."},
    "app_key": {"type": "apiKey", "in": "header", "name": "X-App-Key", "description": "Together with the API key."},
    "share_token": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Share-Token",
        "description": "The token of a share; `?share_token=` is the same. `X-Share-Password` carries its password.",
    },
}


def describe_security(app: FastAPI) -> None:
    """Have the API document say, for each operation, what may be sent; alternatives stand beside each other."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            for route in app.routes:
                if isinstance(route, APIRoute) and route.include_in_schema:
                    _describe(document, route)
            document.setdefault("components", {})["securitySchemes"] = SCHEMES
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign] # the way that FastAPI documents


def requirement(route: APIRoute) -> Requires | None:
    """What lets callers into the route; None where it is open to everybody."""
    return next(_requirements(route.dependant), None)


def _requirements(dependant: Dependant) -> Iterator[Requires]:
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Requires):
            yield dependency.call
        yield from _requirements(dependency)


def _describe(document: dict[str, Any], route: APIRoute) -> None:
    required = requirement(route)
    if required is None:
        return
    alternatives: list[dict[str, list[str]]] = [{"access_token": []}]
    if required.scope is not None:
        alternatives.append({"api_key": [], "app_key": []})
    if required.share:
        alternatives.append({"share_token": []})
    if required.is_optional:
        alternatives.append({})
    for method in route.methods or ():
        operation = document["paths"][route.path_format][method.lower()]
        operation["security"] = alternatives
        if required.scope is not None:
            operation["description"] += f"\n\nA machine needs the scope `{required.scope}`."
