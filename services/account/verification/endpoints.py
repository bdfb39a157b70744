"""Routes for verifying an address."""

from typing import Annotated

from fastapi import APIRouter, Depends

from services.account.auth.dependencies import LimitedByAccount
from services.account.auth.errors import TokenNotValid
from services.account.verification.errors import AlreadyVerified
from services.account.verification.schemas import EmailVerified, VerificationSent, VerifyEmail
from services.account.verification.service import VerificationService
from shared.auth.dependencies import LimitedByAddress, Person
from shared.errors import NotAllowed, NotAuthenticated, TooManyRequests, describe

router = APIRouter(prefix="/api/v1/auth", tags=["authentication"])

Verification = Annotated[VerificationService, Depends()]


@router.post(
    "/verify-email",
    dependencies=[Depends(LimitedByAddress("verify-email", 20))],
    responses=describe(TokenNotValid, TooManyRequests),
)
async def verify_email(data: VerifyEmail, verification: Verification) -> EmailVerified:
    """Confirm that the e-mail address is the account's, with the token that was mailed to it in the last 24 hours."""
    await verification.verify(data.token)
    return EmailVerified()


@router.post(
    "/resend-verification",
    dependencies=[Depends(LimitedByAccount("resend-verification", 3, seconds=900))],
    responses=describe(NotAuthenticated, NotAllowed, AlreadyVerified, TooManyRequests),
)
async def resend_verification(who: Person, verification: Verification) -> VerificationSent:
    """Have the verification mail sent again, at most three times in 15 minutes."""
    await verification.send_again(who)
    return VerificationSent()
