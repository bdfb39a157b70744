"""Signatures of deliveries, after Standard Webhooks 1.0.0: HMAC-SHA256 (`v1`), or ed25519 (`v1a`) by choice.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Iterable
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SECRET_BYTES = 32
SHORTEST, LONGEST = 24, 64
SECRET_PREFIX = "whsec_"  # noqa: S105 - what secrets begin with
PUBLIC_PREFIX = "whpk_"


class Signature(StrEnum):
    """`v1`: both sides know a secret. `v1a`: whoever has the public key can verify, and only we can sign."""

    V1 = "v1"
    V1A = "v1a"


class BadSecret(ValueError):
    """Not `whsec_` and 24 to 64 bytes in base64."""


def new_secret() -> bytes:
    """As good for one kind of signature as for the other."""
    return secrets.token_bytes(SECRET_BYTES)


def read_secret(written: str) -> bytes:
    """Raises BadSecret."""
    try:
        secret = base64.b64decode(written.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadSecret from error
    if not written.startswith(SECRET_PREFIX) or not SHORTEST <= len(secret) <= LONGEST:
        raise BadSecret
    return secret


def written_secret(secret: bytes) -> str:
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def public_key(secret: bytes) -> str:
    """What verifies the signatures that `secret` makes as an ed25519 key."""
    return PUBLIC_PREFIX + base64.b64encode(_private_key(secret).public_key().public_bytes_raw()).decode()


def sign(kind: str, keys: Iterable[bytes], message_id: str, timestamp: int, body: bytes) -> str:
    """The `webhook-signature` header: one signature for each key, so that the old one is good while it changes."""
    content = b".".join([message_id.encode(), str(timestamp).encode(), body])
    return " ".join(f"{kind},{base64.b64encode(_signed(kind, key, content)).decode()}" for key in keys)


def _signed(kind: str, key: bytes, content: bytes) -> bytes:
    return _private_key(key).sign(content) if kind == Signature.V1A else hmac.digest(key, content, "sha256")


def _private_key(secret: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret)
