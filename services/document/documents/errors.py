"""What can go wrong with a document."""

from shared.auth.vault_access import VaultNotFound
from shared.errors import (
    Conflict,
    Gone,
    NotFound,
    TooLarge,
    Unprocessable,
    UnsupportedType,
)


class DocumentNotFound(NotFound):
    detail = "Document not found"


class DocumentTypeNotFound(NotFound):
    detail = "Document type not found"


class FileRequired(Unprocessable):
    detail = "Send the document as multipart/form-data with one `file` field"


class FilesRequired(Unprocessable):
    detail = "Send the documents as multipart/form-data with `files`, each in a part of its own"


class BatchTooLong(Unprocessable):
    detail = "A batch has at most 50 files"


class FileEmpty(Unprocessable):
    detail = "The file is empty"


class FileTooLarge(TooLarge):
    detail = "The file is too large"


class FileTypeNotSupported(UnsupportedType):
    detail = "This type of file is not supported; send PDF, PNG, JPEG, TIFF, WebP, HEIC, DOCX or plain text"


class RangeNotSatisfiable(Unprocessable):
    status_code = 416
    detail = "The file has no such range"


class DownloadsUsedUp(Gone):
    detail = "The share has expired, or its downloads are used up"


class CopyArrived(Conflict):
    detail = "The same file is being uploaded to this vault at this moment; ask again"


class BeingProcessed(Conflict):
    detail = "The document is being processed already"


class CopyInTarget(Conflict):
    detail = "The target vault has the same file already"


UPLOAD_ERRORS = (
    VaultNotFound,
    DocumentTypeNotFound,
    FileTooLarge,
    FileTypeNotSupported,
    FileEmpty,
    FileRequired,
    CopyArrived,
)
BATCH_ERRORS = (VaultNotFound, DocumentTypeNotFound, TooLarge, FilesRequired, BatchTooLong)
DOWNLOAD_ERRORS = (DocumentNotFound, DownloadsUsedUp, RangeNotSatisfiable)
