"""Envelope encryption: each row's numbers under a key of their own, and that under a key of the installation.

A sealed value is one byte of version, four that name the key of the installation, and two AES-256-GCM messages (NIST SP
800-38D), each with its nonce of twelve bytes in front: the row's key, then the numbers. Both are bound to the row, so a
value that is copied to another row can't be opened there.
"""

import hmac
import json
import os
from collections.abc import Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256, Hash

from services.immigration.settings import ImmigrationSettings
from shared.secrets import derive_key

VERSION = b"\x01"
NAME = 4
NONCE = 12
WRAPPED_KEY = NONCE + 32 + 16
PURPOSE = "immigration-numbers"


class Unsealable(Exception):
    """Sealed with a secret that is not known here, for another row, or damaged."""


class Sealer:
    """Seals with the secret of now and opens what previous ones sealed."""

    def __init__(self, settings: ImmigrationSettings) -> None:
        keys = [derive_key(each, PURPOSE) for each in settings.generations]
        self.keys = {_name(key): AESGCM(key) for key in keys}
        self.current = _name(keys[0])
        self.digest_key = derive_key(settings, f"{PURPOSE}-digests")

    def seal(self, row_id: UUID, numbers: Mapping[str, str]) -> bytes:
        return self.seal_bytes(row_id, json.dumps(dict(numbers)).encode())

    def open(self, row_id: UUID, sealed: bytes | None) -> dict[str, str]:
        """Raises Unsealable."""
        numbers: dict[str, str] = json.loads(self.open_bytes(row_id, sealed)) if sealed else {}
        return numbers

    def seal_bytes(self, row_id: UUID, content: bytes) -> bytes:
        row_key = AESGCM.generate_key(256)
        wrapped = _encrypt(self.keys[self.current], row_key, row_id)
        return VERSION + self.current + wrapped + _encrypt(AESGCM(row_key), content, row_id)

    def open_bytes(self, row_id: UUID, sealed: bytes) -> bytes:
        """Raises Unsealable."""
        name, content = sealed[1 : 1 + NAME], sealed[1 + NAME :]
        try:
            row_key = _decrypt(self.keys[name], content[:WRAPPED_KEY], row_id)
            return _decrypt(AESGCM(row_key), content[WRAPPED_KEY:], row_id)
        except (KeyError, InvalidTag, ValueError) as error:
            raise Unsealable from error

    def is_current(self, sealed: bytes) -> bool:
        """Whether it was sealed with the secret of now."""
        return sealed[1 : 1 + NAME] == self.current

    def digest(self, number: str) -> bytes:
        """16 bytes that are the same for a number however it is spaced and cased, and say nothing about it."""
        plain = "".join(filter(str.isalnum, number)).upper()
        return hmac.digest(self.digest_key, plain.encode(), "sha256")[:16]


def _name(key: bytes) -> bytes:
    digest = Hash(SHA256())
    digest.update(key)
    return digest.finalize()[:NAME]


def _encrypt(key: AESGCM, content: bytes, row_id: UUID) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + key.encrypt(nonce, content, row_id.bytes)


def _decrypt(key: AESGCM, message: bytes, row_id: UUID) -> bytes:
    return key.decrypt(message[:NONCE], message[NONCE:], row_id.bytes)
