"""Setting a new password without the old one."""

from uuid_utils.compat import uuid7

from services.account.auth.dependencies import AccountApp
from services.account.auth.errors import TokenNotValid
from services.account.auth.lockout import account_subject_of, signin_lockout
from services.account.auth.passwords import check_new_password
from services.account.auth.repository import AccountRepository, SessionRepository
from services.account.mail_tokens.repository import MailTokenRepository
from services.account.mail_tokens.sending import RESET_PASSWORD
from services.account.mails import password_changed_mail, send_mail
from services.account.recovery.schemas import ResetPassword
from services.account.recovery.tasks import PURPOSE, mail_reset_link
from services.account.verification.confirmation import confirm_address
from shared.auth.admission import Applicant, RateLimit
from shared.auth.keys import digest
from shared.auth.versions import account_subject
from shared.db.session import Sessions
from shared.events import AccountUpdated
from shared.mail import enqueue_mail
from shared.outbox.publish import enqueue, publish
from shared.secrets import cipher

MAILS_TO_ONE_ADDRESS = RateLimit("reset-mails", 3, seconds=900)


class RecoveryService:
    """Asking for a link looks at no account: what isn't looked up can't be told by the time it takes."""

    def __init__(self, sessions: Sessions, resources: AccountApp) -> None:
        self.sessions = sessions
        self.resources = resources

    async def request_link(self, email: str) -> None:
        """Beyond a few mails to one address, silently nothing: an error would stop its owner, not the attacker."""
        admission = await self.resources.gate.ask(Applicant(f"email:{digest(email.lower())}"), MAILS_TO_ONE_ADDRESS)
        if not admission.allowed:
            return
        sealed = cipher(self.resources.settings, PURPOSE).encrypt(email.encode()).decode()
        async with self.sessions.begin() as session:
            await enqueue(session, mail_reset_link, request_id=uuid7(), sealed_email=sealed)

    async def reset(self, data: ResetPassword) -> None:
        """Raises TokenNotValid, WeakPassword. A weak password leaves the token as it was."""
        now = self.resources.now()
        async with self.sessions() as session:
            account = await MailTokenRepository(session).find_account(RESET_PASSWORD.name, data.token, now)
        if account is None:
            raise TokenNotValid
        password = data.new_password.get_secret_value()
        check_new_password(password, email=account.email, username=account.username)
        password_hash = await self.resources.passwords.hash(password)
        async with self.resources.versions.changing(account_subject(account.id)):
            await self._set(data.token, password_hash)
        await signin_lockout(self.resources).forget(account_subject_of(account.email))

    async def _set(self, token: str, password_hash: str) -> None:
        now = self.resources.now()
        async with self.sessions.begin() as session:
            tokens = MailTokenRepository(session)
            account_id = await tokens.use(RESET_PASSWORD.name, token, now)
            if account_id is None:
                raise TokenNotValid
            account = await AccountRepository(session).get(account_id)
            account.password_hash = password_hash
            await AccountRepository(session).save()
            await tokens.void(account_id, RESET_PASSWORD.name, now)
            # Whoever has the token reads the mail of the address: that proves as much as a verification.
            await confirm_address(session, account)
            await publish(session, AccountUpdated(account_id=account_id, changed=["password"]))
            await enqueue_mail(session, self.resources, send_mail, password_changed_mail(account.email))
            revoked = await SessionRepository(session).revoke_all(account_id, now)
            await self.resources.session_cache.revoke(revoked)
