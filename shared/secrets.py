"""Keys for single purposes, derived from the one secret of the installation (RFC 5869, HKDF-SHA256)."""

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.settings import Settings


def derive_key(settings: Settings, purpose: str) -> bytes:
    """32 bytes that say nothing about the secret or about the key of any other purpose."""
    secret = settings.secret_key.get_secret_value().encode()
    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)


def cipher(settings: Settings, purpose: str) -> Fernet:
    """Authenticated encryption for small values at rest."""
    return Fernet(base64.urlsafe_b64encode(derive_key(settings, purpose)))
