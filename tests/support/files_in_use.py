"""The error of Windows for a file that another program has open, which no other system has."""


class InUseError(PermissionError):
    """Python's error for it, with the number of `winerror.h`, which it has on Windows only."""

    winerror: int | None = None


def in_use(number: int | None = 32) -> OSError:
    """Return the error: 32 for a sharing violation, 33 for a locked part of the file, 5 for access denied.

    Files are opened by the C library, whose errors have no number.
    """
    error = InUseError(13, "The process cannot access the file because it is being used by another process")
    error.winerror = number
    return error
