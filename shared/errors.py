"""Every error a user can meet, and the one place that turns it into an answer.

AppError
 ├─ BadRequest 400 ── InvalidCursor
 ├─ NotAuthenticated 401
 ├─ NotAllowed 403
 ├─ NotFound 404
 ├─ Conflict 409
 ├─ Gone 410
 ├─ TooLarge 413
 ├─ UnsupportedType 415
 ├─ Unprocessable 422
 ├─ TooManyRequests 429
 └─ Unavailable 503
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field, ValidationError
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

log = structlog.get_logger(__name__)

PROBLEM = "application/problem+json"
NOT_A_CHARACTER = {"22021", "22P05"}
"""SQLSTATE `character_not_in_repertoire`, in JSON `untranslatable_character`: PostgreSQL takes any Unicode text but NUL
(8.3, character types)."""


class AppError(Exception):
    """An error with an answer: `detail` is a sentence for the user and never holds what he sent."""

    status_code: ClassVar[int] = 500
    detail: str = "Internal Server Error"

    def __init__(self, detail: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail or self.detail)
        self.detail = detail or self.detail
        self.headers = dict(headers or {})


class BadRequest(AppError):
    status_code = 400
    detail = "Bad request"


class InvalidCursor(BadRequest):
    detail = "The cursor does not belong to this list"


class NotAuthenticated(AppError):
    status_code = 401
    detail = "Not authenticated"

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, {"WWW-Authenticate": "Bearer"})


class NotAllowed(AppError):
    status_code = 403
    detail = "Not allowed"


class NotFound(AppError):
    status_code = 404
    detail = "Not found"


class Conflict(AppError):
    status_code = 409
    detail = "Conflict"


class Gone(AppError):
    status_code = 410
    detail = "Gone"


class TooLarge(AppError):
    status_code = 413
    detail = "The request body is too large"


class UnsupportedType(AppError):
    status_code = 415
    detail = "Type not supported"


class Unprocessable(AppError):
    status_code = 422
    detail = "Unprocessable"


class TooManyRequests(AppError):
    status_code = 429
    detail = "Too many requests"

    def __init__(self, retry_after: int, detail: str | None = None) -> None:
        super().__init__(detail, {"Retry-After": str(max(1, retry_after))})


class Unavailable(AppError):
    status_code = 503
    detail = "A service this answer needs is not available"

    def __init__(self, detail: str | None = None, retry_after: int = 2) -> None:
        super().__init__(detail, {"Retry-After": str(retry_after)})


GUARDED = (NotAuthenticated, NotAllowed, TooManyRequests, Unavailable)
"""What every route that asks who is calling may answer."""


def error_of(status: int, detail: object, headers: Mapping[str, str]) -> AppError:
    """The error that another service answered; ValueError for one that is our own mistake."""
    kinds = {kind.status_code: kind for kind in AppError.__subclasses__()}
    if status not in kinds or not isinstance(detail, str):
        message = f"a peer answered {status}: {detail}"
        raise ValueError(message)
    if status == TooManyRequests.status_code:
        return TooManyRequests(int(headers["Retry-After"]), detail)
    return kinds[status](detail)


class ErrorBody(BaseModel):
    """The body of every error but 422 for the shape of a request."""

    detail: str = Field(examples=["Vault not found"])


def describe(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: its errors with their sentences, for the API document."""
    described: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        entry = described.setdefault(error.status_code, {"model": ErrorBody, "description": ""})
        entry["description"] = "; ".join(filter(None, [entry["description"], error.detail]))
    return described


def install_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(AppError, _answer_app_error)
    app.add_exception_handler(RequestValidationError, _answer_invalid)
    app.add_exception_handler(HTTPException, _answer_http)
    for lost in (RedisError, OperationalError, InterfaceError, PoolTimeout, ConnectionError):
        app.add_exception_handler(lost, _answer_unavailable)
    app.add_exception_handler(ClientDisconnect, _answer_broken_off)
    app.add_exception_handler(DBAPIError, _answer_database)
    app.add_exception_handler(Exception, _answer_crash)


async def _answer_broken_off(request: Request, _error: Exception) -> JSONResponse:
    """Nobody reads it, but a client that leaves midway is no crash."""
    return error_response(request, BadRequest.status_code, "The request broke off")


def error_response(
    request: Request, status: int, detail: Any, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """`{"detail": …}`, or the same as RFC 9457 where the client asks for `application/problem+json`."""
    if PROBLEM not in request.headers.get("accept", ""):
        return JSONResponse({"detail": detail}, status, headers)
    problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail if isinstance(detail, str) else "The request is not valid",
        "instance": request.url.path,
        "request_id": structlog.contextvars.get_contextvars().get("request_id"),
    }
    if not isinstance(detail, str):
        problem["errors"] = detail
    return JSONResponse(problem, status, headers, media_type=PROBLEM)


async def _answer_app_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, AppError):
        raise error
    return error_response(request, error.status_code, error.detail, error.headers)


def invalid(error: ValidationError, *place: str) -> RequestValidationError:
    """What was wrong with a part of a request that a route reads by itself; `place` is where the part stands."""
    return RequestValidationError([each | {"loc": (*place, *each["loc"])} for each in error.errors()])


async def _answer_invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    # Without `input` and `ctx`: what was sent may be a password.
    details = [{"loc": item["loc"], "msg": item["msg"], "type": item["type"]} for item in error.errors()]
    malformed = any(item["type"] == "json_invalid" for item in details)
    if malformed:
        return error_response(request, 400, "The body is not valid JSON")
    return error_response(request, 422, details)


async def _answer_http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    return error_response(request, error.status_code, error.detail, error.headers)


async def _answer_unavailable(request: Request, error: Exception) -> JSONResponse:
    log.warning("dependency.unavailable", error=repr(error))
    return error_response(request, 503, Unavailable.detail, {"Retry-After": "2"})


async def _answer_database(request: Request, error: Exception) -> JSONResponse:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return await _answer_unavailable(request, error)
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in NOT_A_CHARACTER:
        return error_response(request, 422, "Text can't hold a NUL character")
    return await _answer_crash(request, error)


async def _answer_crash(request: Request, error: Exception) -> JSONResponse:
    log.error("request.crashed", exc_info=error)
    return error_response(request, 500, "Internal Server Error")
