"""The ownership check of every file that decides something: refuses what other users could have changed.

A file that is read here is checked through its open descriptor, not by its name, so that it cannot be
exchanged between the check and the read (a time-of-check to time-of-use race). Its folder is checked by name,
and so is the folder of every target if it is a symbolic link. Of the path to the folder, only symbolic links
are checked: one that others can exchange may lead to another folder of the user, with other settings. Files
that would block the reader (a FIFO) or never end (a device) are refused. On Windows only the kind and size
are checked: access control lists keep other users out of the profile folder there. `windows_access.py` checks
those of the one file outside of it.
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
from voiso_call.system import access_advice, shared_file

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
        descriptor = shared_file.retried(lambda: os.open(file, flags))
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

    Nor may they exchange a symbolic link that leads to it. Raises OSError if the folder cannot be examined.
    """
    _check_folder(folder, allow_private_group=False)
    for link in filter(Path.is_symlink, (folder, *folder.parents)):
        for place in _folders_of_links(link):
            _check_folder(place, allow_private_group=True)


def check_own_file(file: Path) -> None:
    """Raise InsecureFileError for a file that another user could have written; it need not exist.

    For files that are not opened here: databases, whose locks the process would lose when it closes another
    descriptor of them, and locks. They belong to the user who runs this, not to an administrator. They are
    checked by name, which is sound because nobody else can exchange a file in the folder that was checked
    first. Raises OSError if file or folder cannot be examined.
    """
    check_folder(file.parent)
    try:
        state = file.lstat()
    except FileNotFoundError:
        return
    if stat.S_ISLNK(state.st_mode):
        raise InsecureFileError(f"{file} is a symbolic link; run: rm {_quoted(file)}")
    if not stat.S_ISDIR(state.st_mode):  # which is no danger: whoever opens the file gets an error
        _check_regular(file, state)
    if sys.platform != "win32":
        _check_owner_and_mode(file, state, allowed_owners={os.geteuid()})


def delete_insecure(file: Path) -> None:
    """Delete a file that `check_own_file` refuses. For caches, which can be made again.

    Raises InsecureFileError if that would not help or is not possible.
    """
    try:
        check_own_file(file)
    except InsecureFileError:
        check_folder(file.parent)
        try:
            file.unlink()
        except OSError as error:
            raise InsecureFileError(f"{file} cannot be deleted: {type(error).__name__}") from None
    except FileNotFoundError:  # there is no folder yet
        return


def check_program(file: Path) -> None:
    """Raise InsecureFileError for a program, or a file that one reads at its start, that others could change.

    Checks the file, its folder, and those of its targets if it is a symbolic link. The owner's private group
    (Debian, `USERGROUPS_ENAB` in login.defs) may write: nobody else belongs to it, and with its usual umask
    002 every virtual environment is writable for it. Raises OSError for a file that cannot be examined.
    """
    if sys.platform == "win32":
        return
    target = file.resolve(strict=True)
    _check_owner_and_mode(target, target.stat(), allowed_owners={os.geteuid(), 0}, allow_private_group=True)
    for folder in _folders_of_links(file):
        check_program_folder(folder)


def check_program_place(folder: Path) -> None:
    """Raise InsecureFileError for a folder that others could exchange, or in which they could make one.

    The folder need not exist: then the nearest one above it counts.
    """
    while not folder.exists():
        folder = folder.parent
    for above in _folders_of_links(folder):
        if sys.platform != "win32" and above.stat().st_uid not in (os.geteuid(), 0):
            raise InsecureFileError(f"{above} belongs to another user; use a folder of your own")
        check_program_folder(above)
    check_program_folder(folder)


def check_program_folder(folder: Path) -> None:
    """Raise InsecureFileError for a folder in which others could replace a program; see `check_program`."""
    _check_folder(folder, allow_private_group=True)


def _check_folder(folder: Path, *, allow_private_group: bool) -> None:
    if sys.platform == "win32":
        return
    state = folder.stat()
    user_id = os.geteuid()
    if state.st_uid not in (user_id, 0):
        raise InsecureFileError(_owner_advice(folder, state.st_uid))
    # In a folder with the sticky bit, such as /tmp, only the owners of file and folder can replace a file.
    if _writable_by_others(folder, state, allow_private_group) and not state.st_mode & stat.S_ISVTX:
        raise InsecureFileError(_chmod_advice(folder, state.st_uid))


def _check_file(file: Path, state: os.stat_result, *, secret: bool) -> None:
    _check_regular(file, state)
    if sys.platform == "win32":
        return
    user_id = os.geteuid()
    allowed_owners = {user_id} if secret else {user_id, 0}  # settings may come from an administrator (root)
    if secret and state.st_uid in allowed_owners and state.st_mode & 0o077:
        raise InsecureFileError(f"{file} can be read by others; run: chmod 600 {_quoted(file)}")
    _check_owner_and_mode(file, state, allowed_owners=allowed_owners)
    if secret and state.st_nlink > 1:
        raise InsecureFileError(f"{file} has a second name (a hard link); run: rm {_quoted(file)}")
    for folder in _folders_of_links(file):
        check_folder(folder)


def _check_regular(file: Path, state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        raise InsecureFileError(f"{file} is not a regular file; move it away")


def _check_owner_and_mode(
    file: Path, state: os.stat_result, *, allowed_owners: set[int], allow_private_group: bool = False
) -> None:
    if state.st_uid not in allowed_owners:
        raise InsecureFileError(_owner_advice(file, state.st_uid))
    if _writable_by_others(file, state, allow_private_group):
        raise InsecureFileError(_chmod_advice(file, state.st_uid))


def _writable_by_others(path: Path, state: os.stat_result, allow_private_group: bool) -> bool:
    if state.st_mode & stat.S_IWOTH:
        return True
    if not state.st_mode & stat.S_IWGRP:
        return False
    is_own = state.st_uid == os.geteuid() and _is_private_group(state.st_gid)
    return not (allow_private_group and is_own) or _has_access_list(path)


def _has_access_list(path: Path) -> bool:
    """Return whether a path has an access control list, whose users the bits of the group include; acl(5)."""
    if sys.platform != "linux":
        return False
    try:
        return "system.posix_acl_access" in os.listxattr(path)
    except OSError:  # the file system has no such lists
        return False


def _is_private_group(group_id: int) -> bool:
    """Return whether a group is this user's own: the primary one, of the same name, without other members.

    Its members are those that it names, and the users whose primary group it is.
    """
    if sys.platform == "win32":
        return False
    import grp
    import pwd

    try:
        user, group = pwd.getpwuid(os.geteuid()), grp.getgrgid(group_id)
    except KeyError:
        return False
    is_primary = user.pw_gid == group_id and group.gr_name == user.pw_name
    if not is_primary or not set(group.gr_mem) <= {user.pw_name}:
        return False
    return all(other.pw_gid != group_id or other.pw_uid == user.pw_uid for other in pwd.getpwall())


def _folders_of_links(file: Path) -> Iterator[Path]:
    """Yield the folder of the file and, while it is a symbolic link, the folder of its target."""
    yield file.parent
    for _ in range(_MAX_SYMLINKS):
        if not file.is_symlink():
            return
        target = file.parent / file.readlink()
        file = target.parent.resolve() / target.name
        yield file.parent


def _owner_advice(path: Path, owner_id: int) -> str:
    if advice := access_advice.advice_for_root(owner_id):
        return f"{path} belongs to {access_advice.owner_name(owner_id)}; {advice}"
    return f"{path} belongs to another user; run: sudo chown {os.geteuid()} {_quoted(path)}"


def _chmod_advice(path: Path, owner_id: int) -> str:
    sudo = "sudo " if owner_id != os.geteuid() else ""
    return f"{path} can be written by others; run: {sudo}chmod go-w {_quoted(path)}"


def _quoted(file: Path) -> str:
    return shlex.quote(str(file))
