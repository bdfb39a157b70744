"""API keys and app keys: how they look, so that a wrong one is refused without asking anybody.

`imm_` or `app_`, 43 characters for 256 random bits, 6 for the CRC-32 of all before them, so that a scanner that finds
one in a repository knows it for what it is. Only a digest is ever stored: at 256 bits a slow hash would add nothing.
"""

import hashlib
import secrets
import string
import zlib

API_PREFIX = "imm_"
APP_PREFIX = "app_"
DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
SECRET_LENGTH = 43
CHECKSUM_LENGTH = 6
SHOWN_LENGTH = 12


def new_key(prefix: str) -> str:
    """A key that nobody has seen; `prefix` is one of the two above."""
    body = prefix + _base62(secrets.randbits(256), SECRET_LENGTH)
    return body + _checksum(body)


def is_well_formed(key: str, prefix: str) -> bool:
    """Whether the key could be one of ours: prefix, length and checksum agree."""
    body, checksum = key[:-CHECKSUM_LENGTH], key[-CHECKSUM_LENGTH:]
    return len(body) == len(prefix) + SECRET_LENGTH and key.startswith(prefix) and checksum == _checksum(body)


def digest(key: str) -> str:
    """What is stored of a key: SHA-256, hexadecimal."""
    return hashlib.sha256(key.encode()).hexdigest()


def shown_prefix(key: str) -> str:
    """As much of a key as people need to tell theirs apart: `imm_` and eight characters."""
    return key[:SHOWN_LENGTH]


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode()), CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, remainder = divmod(number, len(DIGITS))
        digits.append(DIGITS[remainder])
    return "".join(reversed(digits))
