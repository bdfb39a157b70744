"""How passwords are kept: Argon2id at the OWASP setting."""

import asyncio

from passlib.context import CryptContext


class PasswordHasher:
    """Hashes and verifies in a thread: 25 ms of arithmetic must not hold up the event loop."""

    def __init__(self, memory_kib: int = 19_456, rounds: int = 2) -> None:
        # https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
        self.context = CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=memory_kib,
            argon2__time_cost=rounds,
            argon2__parallelism=1,
        )

    async def hash(self, password: str) -> str:
        return await asyncio.to_thread(self.context.hash, password)

    async def verify(self, password: str, password_hash: str | None) -> bool:
        """Takes the same time where there is no hash (an account that doesn't exist) as for a wrong password."""
        if password_hash is None:
            await asyncio.to_thread(self.context.dummy_verify)
            return False
        return bool(await asyncio.to_thread(self.context.verify, password, password_hash))
