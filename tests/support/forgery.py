"""Tokens of somebody who has nothing but a public key."""

import hmac
import json
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jose import jwk
from jose.utils import base64url_decode, base64url_encode

FORMS = ("pem", "pem without its last newline", "der", "jwk", "coordinate", "text of the coordinate")


def public_secrets(published: dict[str, Any]) -> dict[str, bytes]:
    """What a careless verifier might take for a shared secret: each of `FORMS` in which a public key goes around."""
    key = _public_key(published)
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    pem = key.public_bytes(serialization.Encoding.PEM, info)
    coordinate = published.get("n") or published["x"]
    return {
        "pem": pem,
        "pem without its last newline": pem.rstrip(),
        "der": key.public_bytes(serialization.Encoding.DER, info),
        "jwk": json.dumps(published).encode(),
        "coordinate": base64url_decode(coordinate.encode()),
        "text of the coordinate": coordinate.encode(),
    }


def sign_with_secret(claims: dict[str, object], secret: bytes, key_id: str) -> str:
    """HS256 by hand (RFC 7515, A.1): libraries refuse to sign with what looks like a public key."""
    header = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    signed = b".".join(base64url_encode(json.dumps(part).encode()) for part in (header, claims))
    return b".".join([signed, base64url_encode(hmac.digest(secret, signed, "sha256"))]).decode()


def _public_key(published: dict[str, Any]) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    algorithm = "RS256" if published["kty"] == "RSA" else "ES256"
    key = serialization.load_pem_public_key(jwk.construct(published, algorithm).to_pem())
    assert isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
    return key
