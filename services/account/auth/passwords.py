"""The rules for new passwords."""

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
    if lowered in COMMON_PASSWORDS or len(set(lowered)) <= 2:
        raise WeakPassword("The password is one of the most common ones")
    if lowered in {email.lower(), email.partition("@")[0].lower(), (username or "").lower()}:
        raise WeakPassword("The password must differ from the e-mail address and the username")


# The ones of eight and more characters that lead every published list of leaked passwords.
COMMON_PASSWORDS = frozenset(
    """
    12345678 123456789 1234567890 12341234 11223344 87654321 password password1 password12 password123 password1234
    passw0rd p@ssword p@ssw0rd passwort qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwertyqwerty 1q2w3e4r
    1q2w3e4r5t 1qaz2wsx q1w2e3r4 asdfghjk asdfghjkl asdfasdf zxcvbnm1 zaq12wsx abcd1234 abc12345 abcdefgh abcdefg1
    a1b2c3d4 aa123456 admin123 administrator welcome1 welcome123 letmein1 letmein123 iloveyou iloveyou1 sunshine
    sunshine1 princess princess1 football football1 baseball superman batman123 dragon123 monkey123 master123
    shadow123 michael1 jennifer jordan23 trustno1 whatever starwars computer internet samsung1 changeme secret123
    test1234 testtest default1 guest123 1234qwer 123qweasd 123456abc qazwsxedc qazwsx123 q1w2e3r4t5 987654321
    0987654321 147258369 123123123 789456123 pokemon1 liverpool chelsea1 arsenal1 barcelona
    """.split()  # noqa: SIM905 - a list of quoted words would be three times as long
)
