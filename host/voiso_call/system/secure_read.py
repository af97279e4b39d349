"""Reads a file only if no other user could have changed it, or read it if it holds a secret.

The file is checked through its open descriptor, not by its name, so that it cannot be exchanged between the
check and the read (a time-of-check to time-of-use race). Its folder is checked by name, and so is the folder
of every target if it is a symbolic link; the folders above are not checked. Files that would block the reader
(a FIFO) or never end (a device) are refused. On Windows only the kind and size are checked: access control
lists keep other users out of the profile folder there.
"""

import errno
import os
import shlex
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from voiso_call.errors import CallError, ErrorCode

_SYMLINK_ERRNOS = {errno.ELOOP, errno.EMLINK}  # of open(2) with O_NOFOLLOW: ELOOP on Linux, EMLINK on FreeBSD
_MAX_SYMLINKS = 40  # Linux opens no file through more; see path_resolution(7)


class InsecureFileError(Exception):
    """Another user could have written the file, or read a secret. The text says how to correct that."""

    def to_call_error(self, code: ErrorCode, file: Path) -> CallError:
        """Return the error for a request that needs the file."""
        return CallError(code, str(self), file=str(file))


def read_secure(file: Path, *, secret: bool, limit: int) -> bytes:
    """Read a file of at most `limit` bytes that others cannot write and, if `secret`, cannot read.

    Raises InsecureFileError; OSError if the file cannot be opened.
    """
    with open_secure(file, secret=secret) as stream:
        if os.fstat(stream.fileno()).st_size > limit:
            raise InsecureFileError(f"{file} is larger than {limit} bytes; correct or remove it")
        return stream.read(limit)


def open_secure(file: Path, *, secret: bool) -> BinaryIO:
    """Open a file that others cannot write and, if `secret`, cannot read, as a binary stream.

    Symbolic links are followed unless the file is secret: people link their settings to a folder of dotfiles,
    but have no reason to link their key. Raises InsecureFileError; OSError if the file cannot be opened.
    """
    nofollow = getattr(os, "O_NOFOLLOW", 0) if secret else 0
    nonblock = getattr(os, "O_NONBLOCK", 0)  # opening a FIFO would wait for a writer
    flags = os.O_RDONLY | nofollow | nonblock | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(file, flags)
    except OSError as error:
        if nofollow and error.errno in _SYMLINK_ERRNOS:
            raise InsecureFileError(f"{file} is a symbolic link; run: rm {_quoted(file)}") from None
        raise
    try:
        _check_file(file, os.fstat(descriptor), secret=secret)
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def check_folder(folder: Path) -> None:
    """Raise InsecureFileError for a folder in which other users could replace a file by another one.

    Raises OSError if the folder cannot be examined.
    """
    if sys.platform == "win32":
        return
    state = folder.stat()
    user_id = os.geteuid()
    if state.st_uid not in (user_id, 0):
        raise InsecureFileError(
            f"{folder} belongs to another user; run: sudo chown {user_id} {_quoted(folder)}"
        )
    # In a folder with the sticky bit, such as /tmp, only the owners of file and folder can replace a file.
    if state.st_mode & 0o022 and not state.st_mode & stat.S_ISVTX:
        raise InsecureFileError(_chmod_advice(folder, state.st_uid))


def _check_file(file: Path, state: os.stat_result, *, secret: bool) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise InsecureFileError(f"{file} is not a regular file; move it away")
    if sys.platform == "win32":
        return
    user_id = os.geteuid()
    allowed_owners = {user_id} if secret else {user_id, 0}  # settings may come from an administrator (root)
    if state.st_uid not in allowed_owners:
        raise InsecureFileError(f"{file} belongs to another user; run: sudo chown {user_id} {_quoted(file)}")
    if secret and state.st_mode & 0o077:
        raise InsecureFileError(f"{file} can be read by others; run: chmod 600 {_quoted(file)}")
    if state.st_mode & 0o022:
        raise InsecureFileError(_chmod_advice(file, state.st_uid))
    if secret and state.st_nlink > 1:
        raise InsecureFileError(f"{file} has a second name (a hard link); run: rm {_quoted(file)}")
    for folder in _folders_of_links(file):
        check_folder(folder)


def _folders_of_links(file: Path) -> Iterator[Path]:
    """Yield the folder of the file and, while it is a symbolic link, the folder of its target."""
    yield file.parent
    for _ in range(_MAX_SYMLINKS):
        if not file.is_symlink():
            return
        target = file.parent / file.readlink()
        file = target.parent.resolve() / target.name
        yield file.parent


def _chmod_advice(path: Path, owner_id: int) -> str:
    sudo = "sudo " if owner_id != os.geteuid() else ""
    return f"{path} can be written by others; run: {sudo}chmod go-w {_quoted(path)}"


def _quoted(file: Path) -> str:
    return shlex.quote(str(file))
