"""Stores the API key in a file of mode 0600, which is never readable by others, not even for a moment."""

from pathlib import Path

from voiso_call.errors import CallError, ErrorCode
from voiso_call.system import atomic_write, secure_read, shared_file

MAX_KEY_FILE_BYTES = 4096  # far more than a key needs; a larger file is refused


def load(file: Path) -> str | None:
    """Return the key, or None if the file does not exist.

    Raises CallError(key_unavailable) for a file that another user could have read or written, or that cannot
    be read.
    """
    try:
        return secure_read.read_secure(file, secret=True, limit=MAX_KEY_FILE_BYTES).decode("ascii").strip()
    except FileNotFoundError:
        return None
    except secure_read.InsecureFileError as error:
        raise error.to_call_error(ErrorCode.KEY_UNAVAILABLE, file) from None
    except (OSError, UnicodeDecodeError) as error:
        detail = f"{file} cannot be read: {type(error).__name__}"
        raise CallError(ErrorCode.KEY_UNAVAILABLE, detail, file=str(file)) from None


def save(file: Path, key: str) -> None:
    """Write the key, or atomically replace the stored one.

    Raises CallError(key_unavailable) if another user could exchange the file, or if it cannot be written.
    """
    try:
        if file.parent.exists():
            secure_read.check_folder(file.parent)
        atomic_write.write_atomic(file, key, 0o600)
    except secure_read.InsecureFileError as error:
        raise error.to_call_error(ErrorCode.KEY_UNAVAILABLE, file) from None
    except OSError as error:
        detail = f"{file} cannot be written: {type(error).__name__}"
        raise CallError(ErrorCode.KEY_UNAVAILABLE, detail, file=str(file)) from None


def delete(file: Path) -> bool:
    """Delete the file, and return whether it existed. Raises CallError(key_unavailable)."""
    try:
        shared_file.retried(file.unlink)
    except FileNotFoundError:
        return False
    except OSError as error:
        detail = f"{file} cannot be deleted: {type(error).__name__}"
        raise CallError(ErrorCode.KEY_UNAVAILABLE, detail, file=str(file)) from None
    return True
