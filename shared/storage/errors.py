"""What can go wrong with stored files."""

import errno

import structlog

from shared.errors import Unavailable

log = structlog.get_logger(__name__)

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}


class FileMissing(LookupError):
    """No file has this key. Rows name files that exist, so it is our mistake and has no answer of its own."""


class StorageFull(Unavailable):
    """The store takes no more; reading and deleting go on."""

    detail = "The file storage is full"

    def __init__(self) -> None:
        super().__init__(retry_after=60)


class StorageUnavailable(Unavailable):
    """The store can't be reached, refuses us or fails."""

    detail = "The file storage is not available"


def storage_error(error: Exception, *, full: bool = False) -> StorageFull | StorageUnavailable:
    """The named error to raise from `error`, which goes to the log; `full` where the store itself said so."""
    if full or (isinstance(error, OSError) and error.errno in NO_ROOM):
        log.error("storage.full", error=repr(error))
        return StorageFull()
    log.warning("storage.unavailable", error=repr(error))
    return StorageUnavailable()
