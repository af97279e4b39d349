"""Locks between processes: the operating system releases one when its process ends, however it ends.

The `filelock` package does the work (flock on POSIX, LockFileEx on Windows). Its fallback to marker files is
off: a marker outlives a process that was killed, and a dead process must not look alive. Lock files stay
after release: deleting one would let a second process lock a new file while a third waits for the old one.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock

TIMEOUT_S = 20  # the longest wait for a lock; whoever holds one only renames a file
POLL_INTERVAL_S = 0.01


def acquire(file: Path) -> BaseFileLock:
    """Take the lock now, creating the file; `release()` gives it back. Raises OSError where it is taken."""
    lock = _lock(file, timeout_s=0)
    lock.acquire()
    return lock


def is_locked(file: Path) -> bool:
    """Return whether any process, this one included, holds the lock; False where there is no file."""
    if not file.exists():
        return False
    try:
        lock = acquire(file)
    except OSError:  # taken, or not accessible: waiting for a process that may live beats calling twice
        return True
    lock.release()
    return False


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Wait for the lock and hold it. Raises OSError after TIMEOUT_S."""
    with _lock(file, timeout_s=TIMEOUT_S):
        yield


def _lock(file: Path, *, timeout_s: float) -> BaseFileLock:
    return FileLock(
        file,
        timeout=timeout_s,
        mode=0o600,
        poll_interval=POLL_INTERVAL_S,
        thread_local=False,  # a lock belongs to the process, whichever thread releases it
        preserve_lock_file=True,
        fallback_to_soft=False,
    )
