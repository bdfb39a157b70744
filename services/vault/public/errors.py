"""What can go wrong on the public side."""

from shared.errors import NotFound


class DocumentNotFound(NotFound):
    detail = "Document not found"
