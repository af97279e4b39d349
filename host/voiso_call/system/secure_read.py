"""A file that decides over money or holds a secret is read only where nobody else had a hand in it.

All is judged on the open file, not on its name, so that nothing can be put in its place in between; nothing
that could block or overflow is read. Access lists do this on Windows, where the user's profile is private.
"""

import errno
import os
import shlex
import stat
import sys
from pathlib import Path

_SYMLINK = {errno.ELOOP, errno.EMLINK}  # what opening one with O_NOFOLLOW says


class InsecureFileError(Exception):
    """Others could have written the file, or read it; the text says so, and what to do."""


def read_secure(file: Path, *, secret: bool, limit: int) -> bytes:
    """Read a file that others cannot write and, where it is secret, not read either.

    Raises InsecureFileError, or the OSError of a file that cannot be opened. A symbolic link is followed
    unless the file is secret: people keep their settings elsewhere, but nobody their key.
    """
    follow = 0 if not secret else getattr(os, "O_NOFOLLOW", 0)
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a FIFO would block
    try:
        descriptor = os.open(file, flags | follow)
    except OSError as problem:
        if follow and problem.errno in _SYMLINK:
            raise InsecureFileError(f"{file} is a symbolic link; run: rm {_quoted(file)}") from None
        raise
    try:
        state = os.fstat(descriptor)
        _check_file(file, state, secret=secret)
        if state.st_size > limit:
            raise InsecureFileError(f"{file} is larger than {limit} bytes; mend or remove it")
        return os.read(descriptor, limit)
    finally:
        os.close(descriptor)


def check_folder(folder: Path) -> None:
    """Raise InsecureFileError for a folder in which others could put another file in a file's place."""
    mode = folder.stat().st_mode
    # In a sticky folder, such as /tmp, only a file's owner replaces it.
    if sys.platform != "win32" and mode & 0o022 and not mode & stat.S_ISVTX:
        raise InsecureFileError(f"{folder} can be written by others; run: chmod go-w {_quoted(folder)}")


def _check_file(file: Path, state: os.stat_result, *, secret: bool) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise InsecureFileError(f"{file} is not a file; move it away")
    if sys.platform == "win32":
        return
    me = os.geteuid()
    if state.st_uid not in ({me} if secret else {me, 0}):
        raise InsecureFileError(f"{file} belongs to another user; run: sudo chown {me} {_quoted(file)}")
    if secret and state.st_mode & 0o077:
        raise InsecureFileError(
            f"{file} can be read by others; make a new key, or run: chmod 600 {_quoted(file)}"
        )
    if state.st_mode & 0o022:
        raise InsecureFileError(f"{file} can be written by others; run: chmod go-w {_quoted(file)}")
    if secret and state.st_nlink > 1:
        raise InsecureFileError(f"{file} has a second name (a hard link); run: rm {_quoted(file)}")
    check_folder(file.parent)


def _quoted(file: Path) -> str:
    return shlex.quote(str(file))
