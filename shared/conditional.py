"""Conditional requests (RFC 9110, section 13)."""

from fastapi import Request


def is_known(request: Request, tag: str) -> bool:
    """Whether the client has what this entity tag is of already (`If-None-Match`)."""
    known = request.headers.get("if-none-match", "").split(",")
    return tag in (each.strip().removeprefix("W/") for each in known)
