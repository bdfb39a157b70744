"""What can go wrong with a whole import; what is wrong with a row is said of the row."""

from shared.errors import Conflict, NotFound, TooLarge, Unprocessable, UnsupportedType


class NotAnImport(UnsupportedType):
    detail = "Send application/json, or a CSV file or workbook as multipart/form-data"


class FileMissing(Unprocessable):
    detail = "The form has no part named `file`"


class FileUnreadable(Unprocessable):
    detail = "The file is neither a CSV file nor a workbook"


class BadMapping(Unprocessable):
    detail = "`mapping` is a JSON object that gives columns of the file the names of fields"


class BadFlag(Unprocessable):
    detail = "`dry_run` is true or false, `organization_id` an id, and `date_format` MDY, DMY or YMD"


class TooManyRows(TooLarge):
    detail = "An import has at most 20000 rows; send the rest in another"


class ImportNotFound(NotFound):
    detail = "Import not found"


class ImportIsOver(Conflict):
    detail = "The import is over"
