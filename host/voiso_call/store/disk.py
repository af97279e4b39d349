"""Tells whether the disk lets the journal be written: without it no call is placed, but all else goes on."""

import errno
import os
import shutil
import sqlite3
from pathlib import Path

from voiso_call.errors import CallError, ErrorCode
from voiso_call.store.trust import NO_CALL_UNTIL_CORRECTED
from voiso_call.system import access_advice, shared_file

MIN_FREE_BYTES = 64 * 1024  # for the row of a call, and the index that SQLite needs to open the file

_FULL = "the disk is full, or your quota is used up"
_NOT_WRITABLE = "the disk or the folder is read-only"
_DEFECT = "the disk reports an error"
# Only on Windows, and only while a damaged file is renamed: SQLite lets several programs open it.
_IN_USE = "it is damaged, and cannot be replaced while another program has it open; close the other browsers"
_ERRNO_CAUSES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EROFS: _NOT_WRITABLE,
    errno.EACCES: _NOT_WRITABLE,
    errno.EPERM: _NOT_WRITABLE,
    errno.EIO: _DEFECT,
}
_SQLITE_CAUSES = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _NOT_WRITABLE,
    sqlite3.SQLITE_IOERR: _DEFECT,
}


def disk_error(journal: Path, error: sqlite3.Error | OSError) -> CallError | None:
    """Return CallError(history_unavailable) for an error of the disk; None if the fault is another one."""
    if isinstance(error, OSError):
        cause = _IN_USE if shared_file.is_in_use(error) else _ERRNO_CAUSES.get(error.errno or 0)
    else:  # the lowest byte of an extended result code is the primary result code
        cause = _SQLITE_CAUSES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return None if cause is None else _unavailable(journal, cause)


def check_writable(journal: Path) -> None:
    """Raise CallError(history_unavailable) if the journal could not be written, as far as that can be seen.

    Nothing is written. Raises OSError if the folder cannot be examined.
    """
    folder = journal.parent
    while not folder.exists():
        folder = folder.parent
    for path in (folder, journal):
        if path.exists() and not os.access(path, os.W_OK):
            raise _unavailable(journal, _NOT_WRITABLE)
    if shutil.disk_usage(folder).free < MIN_FREE_BYTES:
        raise _unavailable(journal, _FULL)


def _unavailable(journal: Path, cause: str) -> CallError:
    obstacle = access_advice.obstacle(journal) if cause == _NOT_WRITABLE else None
    detail = f"{NO_CALL_UNTIL_CORRECTED}{obstacle or f'{cause}: {journal}'}"
    return CallError(ErrorCode.HISTORY_UNAVAILABLE, detail, file=str(journal))
