"""The one error of the demo."""


class DemoError(Exception):
    """Why the demo can't go on, as one sentence for the terminal."""
