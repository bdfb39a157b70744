"""The keys of a webhook, which are encrypted in its row."""

from datetime import datetime

from cryptography.fernet import Fernet

from services.webhook.models import Webhook
from services.webhook.webhooks.signing import Signature, public_key


def signing_keys(sealer: Fernet, webhook: Webhook, now: datetime) -> list[bytes]:
    """The current one and, for as long as it is good, the one before."""
    sealed = [webhook.secret]
    if webhook.previous_secret and webhook.previous_until and now < webhook.previous_until:
        sealed.append(webhook.previous_secret)
    return [sealer.decrypt(each) for each in sealed]


def public_keys(sealer: Fernet, webhook: Webhook, now: datetime) -> list[str]:
    """None where both sides know the secret."""
    if webhook.signature != Signature.V1A:
        return []
    return [public_key(key) for key in signing_keys(sealer, webhook, now)]
