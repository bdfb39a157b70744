"""Routes for erasing an account."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends

from services.account.auth.errors import TooManyFailures, WrongPassword
from services.account.erasure.errors import ErasureNotFound, PasswordRequired, SignInTooOld, SoleOwner
from services.account.erasure.repository import ErasureRepository
from services.account.erasure.schemas import DeleteAccount, ErasureRead, ErasureStarted
from services.account.erasure.service import ErasureService
from shared.auth.dependencies import LimitedByAddress, Person
from shared.db.session import ReadSession
from shared.errors import NotAllowed, NotAuthenticated, TooManyRequests, Unavailable, describe
from shared.events import ERASING_SERVICES

router = APIRouter(prefix="/api/v1")


@router.delete(
    "/account",
    tags=["account"],
    responses=describe(
        NotAuthenticated,
        NotAllowed,
        WrongPassword,
        PasswordRequired,
        SignInTooOld,
        SoleOwner,
        TooManyRequests,
        TooManyFailures,
        Unavailable,
    ),
)
async def delete_account(
    who: Person, erasure: Annotated[ErasureService, Depends()], data: Annotated[DeleteAccount | None, Body()] = None
) -> ErasureStarted:
    """Erase the account and everything of the person in every service; it can't be undone.

    Every session ends at once. The rest follows in the background: ask for it with `erasure_id`. An account without a
    password must have signed in within the last ten minutes.
    """
    begun = await erasure.begin(who, data or DeleteAccount())
    return ErasureStarted(erasure_id=begun.id)


@router.get(
    "/auth/erasures/{erasure_id}",
    tags=["authentication"],
    dependencies=[Depends(LimitedByAddress("erasures", 60))],
    responses=describe(ErasureNotFound, TooManyRequests),
)
async def get_erasure(erasure_id: UUID, session: ReadSession) -> ErasureRead:
    """How far an erasure is; the id is the receipt, nothing else is needed."""
    repository = ErasureRepository(session)
    erasure = await repository.get(erasure_id)
    done = await repository.confirmations(erasure_id)
    return ErasureRead(
        status="finished" if erasure.finished_at else "running",
        requested_at=erasure.requested_at,
        finished_at=erasure.finished_at,
        services={service: done.get(service) for service in ERASING_SERVICES},
    )
