"""What can go wrong with a whole import; what is wrong with a row is said of the row."""

from shared.errors import TooLarge, Unprocessable, UnsupportedType


class NotAnImport(UnsupportedType):
    detail = "Send application/json, or a CSV file as multipart/form-data"


class FileMissing(Unprocessable):
    detail = "The form has no part named `file`"


class FileUnreadable(Unprocessable):
    detail = "The file is no CSV file"


class BadMapping(Unprocessable):
    detail = "`mapping` is a JSON object that gives columns of the file the names of fields"


class BadFlag(Unprocessable):
    detail = "`dry_run` is true or false, and `organization_id` an id"


class TooManyRows(TooLarge):
    detail = "An import has at most 20000 rows; send the rest in another"
