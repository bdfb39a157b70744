"""What can be wrong with a filter."""

from shared.errors import Unprocessable


class FilterRefused(Unprocessable):
    detail = "A filter names no field of the catalogue, or its operator or value does not fit the field"
