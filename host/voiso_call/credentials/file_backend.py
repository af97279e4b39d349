"""The key in a file that only its owner can read: never readable by others, not even for a moment."""

from pathlib import Path

from voiso_call.errors import CallError, Code
from voiso_call.system import atomic_write, secure_read

MAX_KEY_FILE_BYTES = 4096  # bytes; far more than a key, and no more is ever read


def load(file: Path) -> str | None:
    """Read the key; None where there is no file. Raises CallError(key_unavailable) for an insecure file."""
    try:
        return secure_read.read_secure(file, secret=True, limit=MAX_KEY_FILE_BYTES).decode("ascii").strip()
    except FileNotFoundError:
        return None
    except secure_read.InsecureFileError as problem:
        raise CallError(Code.KEY_UNAVAILABLE, str(problem), file=str(file)) from None
    except (OSError, UnicodeDecodeError) as problem:
        detail = f"{file} cannot be read: {type(problem).__name__}"
        raise CallError(Code.KEY_UNAVAILABLE, detail, file=str(file)) from None


def save(file: Path, key: str) -> None:
    """Write the key, in one step in place of an older one, unless others could exchange the file."""
    try:
        if file.parent.exists():
            secure_read.check_folder(file.parent)
        atomic_write.write_atomic(file, key, 0o600)
    except secure_read.InsecureFileError as problem:
        raise CallError(Code.KEY_UNAVAILABLE, str(problem), file=str(file)) from None
    except OSError as problem:
        detail = f"{file} cannot be written: {type(problem).__name__}"
        raise CallError(Code.KEY_UNAVAILABLE, detail, file=str(file)) from None


def delete(file: Path) -> bool:
    """Remove the file; tell whether it was there."""
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as problem:
        detail = f"{file} cannot be removed: {type(problem).__name__}"
        raise CallError(Code.KEY_UNAVAILABLE, detail, file=str(file)) from None
    return True
