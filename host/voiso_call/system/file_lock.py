"""Locks that processes hold on files: the operating system lets go of one when its process ends, however."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_S = 20  # those who hold a lock that is waited for rename a file
PAUSE_S = 0.01

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def hold(file: Path) -> int:
    """Take the lock of a file, which is created; whoever closes the descriptor lets go. Raises OSError."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(descriptor)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def is_held(file: Path) -> bool:
    """Tell whether a process holds the lock of this file; none does where there is no file."""
    try:
        descriptor = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:  # it cannot be told; better to wait for whoever it is than to call twice
        return True
    try:
        _lock(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextmanager
def one_at_a_time(file: Path) -> Iterator[None]:
    """Wait for the lock of a file, and let go of it afterwards. Raises OSError after PATIENCE_S."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            descriptor = hold(file)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(PAUSE_S)
        else:
            break
    try:
        yield
    finally:
        os.close(descriptor)  # the file stays: unlinked, it would let a third in beside the second
