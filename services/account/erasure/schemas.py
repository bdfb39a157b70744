"""Erasures on the wire."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.account.auth.schemas import Password
from shared.schemas import Body, Schema, Timestamp


class DeleteAccount(Body):
    """The password, where the account has one."""

    password: Password | None = None


class ErasureStarted(Schema):
    """The erasure runs; keep the id, it is the only way to ask for its end."""

    success: bool = True
    erasure_id: UUID


class ErasureRead(Schema):
    """How far an erasure is."""

    status: Literal["running", "finished"]
    requested_at: Timestamp
    finished_at: Timestamp | None
    services: dict[str, Timestamp | None] = Field(description="When each service had nothing of the person any more.")
