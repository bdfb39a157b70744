"""What can go wrong with executions."""

from shared.errors import Conflict


class IllegalMove(Conflict):
    """Not possible in the state that the execution or the step is in."""

    detail = "Not possible in this state"
