"""Secrets of one installation: made on the first start, kept in the data folder, readable by its owner only."""

import re
import secrets

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from scripts.stack.errors import StackError
from scripts.stack.folder import DataFolder, display, write_private
from shared.settings import SERVICES

OWNER_PASSWORD = "POSTGRES_PASSWORD"  # noqa: S105 - its name
SECRET_KEY = "IMMIBLOX_SECRET_KEY"  # noqa: S105 - its name
LASTING = (OWNER_PASSWORD, SECRET_KEY)
"""The database knows the one, stored values are encrypted with the other: a new one would not do."""
RENEWABLE = tuple(f"IMMIBLOX_DATABASE_PASSWORDS__{role.upper()}" for role in (*SERVICES, "relay"))
"""Set in the database anew by each run of the migrations."""
SECRET = re.compile(r"[0-9A-Za-z_-]{32,}")


def load_secrets(folder: DataFolder) -> dict[str, str]:
    """The secrets by variable name; those that a newer version needs are added. StackError if they were lost."""
    path = folder.keys / "secrets.env"
    known: dict[str, str] = {}
    if path.exists():
        path.chmod(0o600)
        known = _parse(path.read_bytes())
    if not all(name in known for name in LASTING) and (path.exists() or folder.postgres.exists()):
        message = (
            f"{display(path)} is damaged or missing, and the data can't be read without it: put it back from a backup,"
            f" or move {folder} away to begin with empty data."
        )
        raise StackError(message)
    new = {name: secrets.token_hex(32) for name in (*LASTING, *RENEWABLE) if name not in known}
    if new:
        known |= new
        write_private(path, "".join(f"{name}={value}\n" for name, value in known.items()).encode())
    return known


def signing_key_file(folder: DataFolder) -> str:
    """The path of the key that signs access tokens: EC P-256, PKCS #8 in PEM (RFC 5958, RFC 7468)."""
    path = folder.keys / "account-signing-key.pem"
    if not path.exists():
        key = generate_private_key(SECP256R1())
        write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    try:
        found = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, EllipticCurvePrivateKey) or not isinstance(found.curve, SECP256R1):
        message = f"{display(path)} is damaged: remove it to get a new one; everybody then has to sign in again."
        raise StackError(message)
    return str(path)


def _parse(content: bytes) -> dict[str, str]:
    """The lines `NAME=value` that hold a usable secret."""
    pairs = (line.partition("=")[::2] for line in content.decode(errors="replace").splitlines())
    return {name: value for name, value in pairs if SECRET.fullmatch(value)}
