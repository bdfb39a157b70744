"""What can go wrong with executions."""

from shared.errors import Conflict


class MissingFromContext(Exception):
    """The context does not hold what a step needs; says so in a sentence."""


class IllegalMove(Conflict):
    """Not possible in the state that the execution or the step is in."""

    detail = "Not possible in this state"
