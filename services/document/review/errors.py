"""What can be wrong with what a person says."""

from shared.errors import Unprocessable


class TypesDisagree(Unprocessable):
    detail = "document_type_id and document_type_code name two different types"


class ValueRefused(Unprocessable):
    detail = "A field is not one of the type, or its value does not fit"
