"""What can go wrong with policies."""

from shared.errors import NotFound, Unprocessable


class PolicyNotFound(NotFound):
    detail = "Policy not found"


class ExpressionInvalid(Unprocessable):
    detail = "The expression is wrong"


class ExpressionUndecided(Unprocessable):
    detail = "The expression has no value for this context"


class ExpressionTooCostly(Unprocessable):
    detail = "The expression takes too much time or memory"


class ContextTooLarge(Unprocessable):
    detail = "The context is too large; it may have 64 KB as JSON"
