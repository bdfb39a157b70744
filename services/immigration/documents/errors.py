"""What can go wrong with the documents of a person."""

from shared.errors import Conflict, NotFound


class DocumentNotFound(NotFound):
    detail = "Document not found"


class NothingProposed(Conflict):
    detail = "The document proposes no status"


class AlreadyDecided(Conflict):
    detail = "What the document proposed was accepted or rejected already"
