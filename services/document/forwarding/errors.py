"""What can go wrong with forwarded documents."""

from shared.errors import Gone, NotFound


class ForwardNotFound(NotFound):
    detail = "Forward not found"


class LinkNotFound(NotFound):
    detail = "Forwarded document not found"


class LinkExpired(Gone):
    detail = "The link has expired; ask whoever sent it for another"
