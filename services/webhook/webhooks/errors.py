"""What can go wrong with a webhook."""

from shared.errors import Conflict, NotFound, Unprocessable


class WebhookNotFound(NotFound):
    detail = "Webhook not found"


class TooManyWebhooks(Conflict):
    detail = "An organization may have 50 webhooks"


class BadWebhookSecret(Unprocessable):
    detail = "A secret is `whsec_` and 24 to 64 random bytes in base64"


class SecretIsOurs(Unprocessable):
    detail = "With `v1a` the key is made here, and only its public half is shown"
