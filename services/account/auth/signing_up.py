"""Signing up."""

from services.account.auth.dependencies import AccountApp, SigningIn
from services.account.auth.granting import Granted, SessionIssuer
from services.account.auth.passwords import check_new_password
from services.account.auth.repository import AccountRepository
from services.account.auth.schemas import SignUp
from services.account.mail_tokens.sending import VERIFY_EMAIL, mail_token
from services.account.models import Account
from shared.db.session import Late
from shared.events import AccountCreated
from shared.outbox.publish import publish


class SignUpService:
    """Holds no transaction while the password is hashed."""

    def __init__(self, transaction: Late, resources: AccountApp, client: SigningIn) -> None:
        self.transaction = transaction
        self.resources = resources
        self.issuer = SessionIssuer(resources, client)

    async def sign_up(self, data: SignUp) -> Granted:
        """Raises WeakPassword, EmailTaken, UsernameTaken."""
        password = data.password.get_secret_value()
        check_new_password(password, email=data.email, username=data.username)
        password_hash = await self.resources.passwords.hash(password)
        session = await self.transaction.begin()
        account = await AccountRepository(session).add(
            Account(email=data.email, username=data.username, password_hash=password_hash, auth_provider="cognito")
        )
        await publish(session, AccountCreated(account_id=account.id))
        await mail_token(session, self.resources, account, VERIFY_EMAIL)
        return await self.issuer.grant(account, await self.issuer.open(session, account))
