"""Routes for a forgotten password."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.account.auth.errors import TokenNotValid, WeakPassword
from services.account.recovery.schemas import ForgotPassword, PasswordReset, ResetPassword, ResetRequested
from services.account.recovery.service import RecoveryService
from shared.auth.dependencies import LimitedByAddress
from shared.errors import TooManyRequests, describe

router = APIRouter(prefix="/api/v1/auth", tags=["authentication"])

Recovery = Annotated[RecoveryService, Depends()]


@router.post(
    "/forgot-password",
    dependencies=[Depends(LimitedByAddress("forgot-password", 20))],
    responses=describe(TooManyRequests),
)
async def forgot_password(data: ForgotPassword, recovery: Recovery) -> ResetRequested:
    """Have a link mailed that sets a new password within 60 minutes, once.

    The answer and its time are the same whether there is an account or not. At most three mails go to one address in
    15 minutes.
    """
    await recovery.request_link(data.email)
    return ResetRequested()


@router.post(
    "/reset-password",
    dependencies=[Depends(LimitedByAddress("reset-password", 20))],
    responses=describe(TokenNotValid, WeakPassword, TooManyRequests),
)
async def reset_password(data: ResetPassword, recovery: Recovery) -> PasswordReset:
    """Set a new password with the token of the mail; every session of the account ends."""
    await recovery.reset(data)
    return PasswordReset()
