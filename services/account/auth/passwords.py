"""Passwords: Argon2id at the OWASP setting, and the rules for new ones."""

import asyncio
from functools import cache

from passlib.context import CryptContext

from services.account.auth.errors import WeakPassword

MIN_LENGTH = 8
MAX_LENGTH = 128


class PasswordHasher:
    """Hashes and verifies in a thread: 25 ms of arithmetic must not hold up the event loop."""

    def __init__(self) -> None:
        # https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
        self.context = CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=19_456,
            argon2__time_cost=2,
            argon2__parallelism=1,
        )

    async def hash(self, password: str) -> str:
        return await asyncio.to_thread(self.context.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Takes the same time for an account that doesn't exist (no hash) as for a wrong password."""
        if password_hash is None:
            await asyncio.to_thread(self.context.dummy_verify)
            return False
        return bool(await asyncio.to_thread(self.context.verify, password, password_hash))


def check_new_password(password: str, *, email: str, username: str | None) -> None:
    """Raises WeakPassword naming the rule that is broken.

    No composition rules: OWASP ASVS 5.0 V6.2 asks for length and for refusing what attackers try first.
    """
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise WeakPassword(f"The password must have {MIN_LENGTH} to {MAX_LENGTH} characters")
    lowered = password.lower()
    if lowered in common_passwords() or len(set(lowered)) <= 2:
        raise WeakPassword("The password is one of the most common ones")
    if lowered in {email.lower(), email.partition("@")[0].lower(), (username or "").lower()}:
        raise WeakPassword("The password must differ from the e-mail address and the username")


@cache
def common_passwords() -> frozenset[str]:
    """The 30 000 that lead the published lists of leaked passwords, in lower case, as zxcvbn ships them."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 2 MB of words: only where a new password is chosen

    return frozenset(FREQUENCY_LISTS["passwords"])
