"""Which credentials open an operation, in the API document: written from the dependencies that let callers in."""

from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from shared.auth.dependencies import requirements_of
from shared.auth.vault_access import RequiresPermission

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
    """Have the API document say, for each operation, what may be sent; alternatives stand beside each other.

    `x-permission` names the permission on the vault that the operation asks for.
    """
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generate()
            for context in iter_route_contexts(app.routes):
                if isinstance(context.original_route, APIRoute) and context.include_in_schema:
                    for method in context.methods or ():
                        operation = document["paths"][context.path_format][method.lower()]
                        _describe(operation, context.original_route.dependant)
            document["components"]["securitySchemes"] = SCHEMES
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign] # the way that FastAPI documents


def _describe(operation: dict[str, Any], dependant: Dependant) -> None:
    required = list(requirements_of(dependant))
    if not required:
        return
    strictest = required[0]
    alternatives: list[dict[str, list[str]]] = [{"access_token": []}] if strictest.people else []
    if strictest.scope is not None:
        alternatives.append({"api_key": [], "app_key": []})
        operation["description"] += f"\n\nA machine needs the scope `{strictest.scope}`."
    if strictest.share:
        alternatives.append({"share_token": []})
    if strictest.is_optional:
        alternatives.append({})
    operation["security"] = alternatives
    for each in required:
        if isinstance(each, RequiresPermission):
            operation["x-permission"] = each.permission
