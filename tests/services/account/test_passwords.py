"""Hashing passwords, and the rules for new ones."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.account.auth.errors import WeakPassword
from services.account.auth.passwords import check_new_password, common_passwords
from shared.auth.passwords import PasswordHasher


async def seconds(hasher: PasswordHasher, password_hash: str | None) -> float:
    began = time.perf_counter()
    assert not await hasher.verify("wrong-one", password_hash)
    return time.perf_counter() - began


async def test_unknown_account_costs_as_much_as_a_wrong_password() -> None:
    hasher = PasswordHasher()
    known = await hasher.hash("Correct-horse-7")
    await hasher.verify("wrong-one", None)  # makes the hash that stands in
    # In turns, and the shortest of each: what the machine does beside can only make them longer.
    pairs = [(await seconds(hasher, None), await seconds(hasher, known)) for _ in range(10)]
    assert 0.5 < min(unknown for unknown, _ in pairs) / min(wrong for _, wrong in pairs) < 2


async def test_hash_is_as_dear_as_owasp_asks() -> None:
    assert (await PasswordHasher().hash("Correct-horse-7")).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@given(st.sampled_from(sorted(word for word in common_passwords() if len(word) >= 8)), st.booleans())
def test_leaked_passwords_are_refused_in_any_case(password: str, upper: bool) -> None:
    with pytest.raises(WeakPassword, match="most common"):
        check_new_password(password.upper() if upper else password, email="anna@utopia.example", username=None)


@pytest.mark.parametrize("password", ["anna.eriksson", "Anna.Eriksson@utopia.example", "annaeriksson1"])
def test_address_and_username_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword, match="must differ from the e-mail address and the username"):
        check_new_password(password, email="anna.eriksson@utopia.example", username="annaeriksson1")


def test_length_counts_characters() -> None:
    check_new_password("pässwörter-sind-" + "ü" * 112, email="a@b.example", username=None)
    with pytest.raises(WeakPassword, match="8 to 128 characters"):
        check_new_password("pässwörter-sind-" + "ü" * 113, email="a@b.example", username=None)
