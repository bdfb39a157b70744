"""What goes wrong while a file is read."""

MOST_PAGES = 2_000
MOST_TEXT = 5_000_000
"""Characters of a document: two thousand full pages."""

TOO_SLOW = "The file takes too long to read."
TOO_MUCH_MEMORY = "The file takes too much memory to read."
CRASHED = "The file stops its reader: it is damaged, or takes too much memory to read."


class UnreadableDocument(Exception):
    """The file itself can't be read, so trying again is useless. `reason` is a plain sentence for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyPages(UnreadableDocument):
    def __init__(self) -> None:
        super().__init__(f"The document has more than {MOST_PAGES:,} pages.")


class TooMuchText(UnreadableDocument):
    def __init__(self) -> None:
        super().__init__(f"The document has more text than can be processed: over {MOST_TEXT:,} characters.")


class ReaderKilled(Exception):
    """Somebody killed the process that read the file; nothing is known of the file by that."""


class ReaderFailed(Exception):
    """A mistake of ours while reading; the text is for the log."""
