"""Locks between processes, which the operating system releases when their process ends, even if killed.

The `filelock` package implements them (flock on POSIX, LockFileEx on Windows). Two of its defaults are
changed:

- Its fallback to marker files is off. A marker outlives a process that was killed, so a dead process would
  look alive.
- Lock files are kept after release. If a process deleted the file that a second one waits for, a third one
  could create and lock a new file, and both would believe that they hold the lock.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import BaseFileLock, FileLock

from voiso_call.system import private_folder

TIMEOUT_S = 20  # generous: whoever holds a lock only renames a file
POLL_INTERVAL_S = 0.01


def acquire(file: Path) -> BaseFileLock:
    """Take the lock without waiting, and create its file if necessary.

    Call `release()` on the returned lock to give it back. Raises OSError if the lock is held by another.
    """
    lock = _lock(file, timeout_s=0)
    lock.acquire()
    return lock


def is_locked(file: Path) -> bool:
    """Return whether any process, including this one, holds the lock. Without a file it is not locked.

    An inaccessible file counts as locked: waiting for a process that may be alive is better than placing a
    call twice.
    """
    if not file.exists():
        return False
    try:
        lock = acquire(file)
    except OSError:
        return True
    lock.release()
    return False


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Hold the lock during a `with` block; wait for it first. Raises OSError after TIMEOUT_S."""
    with _lock(file, timeout_s=TIMEOUT_S):
        yield


@contextmanager
def exclusive_removed(file: Path, folder_mode: int = private_folder.PRIVATE_MODE) -> Iterator[None]:
    """Like `exclusive`, for a place where nothing may be left: the file is deleted when the block ends.

    A process that waited for the deleted file takes the lock again, on the file that is there then. Missing
    folders are made with `folder_mode`.
    """
    lock = _lock(file, timeout_s=TIMEOUT_S)
    while True:
        private_folder.make(file.parent, folder_mode)
        before = _identity(file)
        try:
            lock.acquire()
        except FileNotFoundError:  # another process has deleted the folder
            continue
        if before is not None and _identity(file) == before:
            break  # it was not deleted while this process waited
        lock.release()
    try:
        yield
    finally:
        if sys.platform == "win32":  # which deletes no file that a process has opened
            lock.release()
        with suppress(OSError):
            file.unlink()
        lock.release()


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        state = file.stat()
    except FileNotFoundError:
        return None
    return state.st_dev, state.st_ino


def _lock(file: Path, *, timeout_s: float) -> BaseFileLock:
    return FileLock(
        file,
        timeout=timeout_s,
        mode=0o600,
        poll_interval=POLL_INTERVAL_S,
        thread_local=False,  # the lock belongs to the process: any of its threads may release it
        preserve_lock_file=True,
        fallback_to_soft=False,
    )
