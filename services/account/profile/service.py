"""Changing one's own account."""

from typing import Annotated

from fastapi import Depends

from services.account.auth.dependencies import AccountApp
from services.account.auth.errors import WrongPassword
from services.account.auth.passwords import check_new_password
from services.account.auth.reauthentication import Reauthentication
from services.account.auth.repository import AccountRepository, SessionRepository
from services.account.federation.repository import IdentityRepository
from services.account.mail_tokens.repository import MailTokenRepository
from services.account.mail_tokens.sending import RESET_PASSWORD, VERIFY_EMAIL, mail_token
from services.account.mails import email_changed_mail, password_changed_mail, send_mail
from services.account.models import Account
from services.account.profile.errors import SameEmail
from services.account.profile.schemas import ChangeEmail, ChangePassword
from shared.auth.principals import AccountPrincipal
from shared.auth.versions import account_subject
from shared.db.session import Sessions
from shared.events import AccountUpdated
from shared.mail import enqueue_mail
from shared.outbox.publish import publish


class ProfileService:
    """Holds no transaction while a password is hashed."""

    def __init__(
        self, sessions: Sessions, resources: AccountApp, again: Annotated[Reauthentication, Depends()]
    ) -> None:
        self.sessions = sessions
        self.resources = resources
        self.again = again

    async def change_password(self, who: AccountPrincipal, data: ChangePassword) -> None:
        """Raises WrongPassword, NoPassword, TooManyFailures, WeakPassword."""
        known = await self.again.by_password(who.id, data.current_password.get_secret_value())
        password = data.new_password.get_secret_value()
        check_new_password(password, email=known.email, username=known.username)
        password_hash = await self.resources.passwords.hash(password)
        now = self.resources.now()
        async with self.sessions.begin() as session:
            account = await AccountRepository(session).find_unchanged(who.id, known.password_hash)
            if account is None:
                raise WrongPassword
            account.password_hash = password_hash
            await AccountRepository(session).save()
            await MailTokenRepository(session).void(who.id, RESET_PASSWORD.name, now)
            await publish(session, AccountUpdated(account_id=who.id, changed=["password"]))
            await enqueue_mail(session, self.resources, send_mail, password_changed_mail(account.email))
            revoked = await SessionRepository(session).revoke_others(who.id, who.session_id, now)
            await self.resources.session_cache.revoke(revoked)

    async def change_email(self, who: AccountPrincipal, data: ChangeEmail) -> Account:
        """Raises WrongPassword, NoPassword, TooManyFailures, SameEmail, EmailTaken."""
        known = await self.again.by_password(who.id, data.password.get_secret_value())
        if known.email.lower() == data.new_email.lower():
            raise SameEmail
        async with self.resources.versions.changing(account_subject(who.id)), self.sessions.begin() as session:
            account = await AccountRepository(session).find_unchanged(who.id, known.password_hash)
            if account is None:
                raise WrongPassword
            old, account.email, account.email_verified = account.email, data.new_email, False
            await AccountRepository(session).save()
            # A Google account that was linked through the old address must not open one of another address.
            await IdentityRepository(session).forget(who.id)
            await publish(session, AccountUpdated(account_id=who.id, changed=["email"]))
            await enqueue_mail(session, self.resources, send_mail, email_changed_mail(old, account.email))
            await mail_token(session, self.resources, account, VERIFY_EMAIL)
        return account

    async def change_username(self, who: AccountPrincipal, username: str) -> Account:
        """Raises UsernameTaken."""
        async with self.sessions.begin() as session:
            accounts = AccountRepository(session)
            account = await accounts.get(who.id)
            account.username = username
            await accounts.save()
            await publish(session, AccountUpdated(account_id=who.id, changed=["username"]))
        return account
