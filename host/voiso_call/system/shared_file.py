"""Waits, within limits, for files that another program has open: Windows then refuses to touch them.

A program on Windows that opens a file keeps others from replacing, renaming and deleting it, and whoever
replaces it keeps others from opening it. Hosts and commands have a file open for some milliseconds only, and
so do virus scanners. On other systems nothing of that is refused, and nothing waits.
"""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

TIMEOUT_S = 2  # a click may wait that long, but a file that is truly not accessible must be said soon
_STEP_S = 0.005
_IN_USE = {32, 33}  # of `winerror.h`: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION


def retried(operation: Callable[[], T], timeout_s: float | None = None) -> T:
    """Return the result of an operation; repeat it while the file is in use, for at most TIMEOUT_S.

    Raises the OSError of the last attempt, and any other at once.
    """
    deadline = time.monotonic() + (TIMEOUT_S if timeout_s is None else timeout_s)
    while True:
        try:
            return operation()
        except OSError as error:
            if not _may_end_soon(error) or time.monotonic() > deadline:
                raise
            time.sleep(_STEP_S)


def is_in_use(error: OSError) -> bool:
    """Return whether an operation failed because another program has the file open."""
    return getattr(error, "winerror", None) in _IN_USE


def _may_end_soon(error: OSError) -> bool:
    """Return whether an error of Windows may be one of a file in use.

    Windows says "access denied" for that as well as for missing rights, and its C library, which opens files
    for Python, tells them no further apart: `winerror` is then None. Other systems do not have it.
    """
    return hasattr(error, "winerror") and isinstance(error, PermissionError)
