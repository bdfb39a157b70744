"""What goes wrong while a file is read."""

MOST_PAGES = 2_000


class UnreadableDocument(Exception):
    """The file itself can't be read, so trying again is useless. `reason` is a plain sentence for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooManyPages(UnreadableDocument):
    def __init__(self) -> None:
        super().__init__(f"The document has more than {MOST_PAGES:,} pages.")
