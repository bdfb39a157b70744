"""What can go wrong with merging."""

from shared.errors import Unprocessable


class MergedWithItself(Unprocessable):
    detail = "A record can't be merged with itself"
