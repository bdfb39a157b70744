"""The rules for new passwords."""

from functools import cache

from services.account.auth.errors import WeakPassword

MIN_LENGTH = 8
MAX_LENGTH = 128


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
