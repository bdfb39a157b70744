"""Where a document's file lies: by the document alone, so that a move to another vault leaves the file alone."""

from uuid import UUID


def folder_of(document_id: UUID) -> str:
    return f"documents/{document_id}"


def key_of(document_id: UUID) -> str:
    return f"{folder_of(document_id)}/original"
