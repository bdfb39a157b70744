"""The one error of the stack."""


class StackError(Exception):
    """What keeps the stack from running, as one sentence that says what to do about it."""
