"""The key in a file that only its owner can read: never readable by others, not even for a moment."""

from pathlib import Path

from voiso_call.errors import Code, Failed
from voiso_call.system import atomic_write, secure_read

LONGEST = 4096  # bytes; far more than a key, and no more is ever read


def load(file: Path) -> str | None:
    """Read the key, or None where there is none; raise Failed(vault_locked) where others had a hand in it."""
    try:
        return secure_read.read(file, secret=True, limit=LONGEST).decode("ascii").strip()
    except FileNotFoundError:
        return None
    except secure_read.Exposed as problem:
        raise Failed(Code.VAULT_LOCKED, str(problem), file=str(file)) from None
    except (OSError, UnicodeDecodeError) as problem:
        detail = f"{file} cannot be read: {type(problem).__name__}"
        raise Failed(Code.VAULT_LOCKED, detail, file=str(file)) from None


def keep(file: Path, key: str) -> None:
    """Write the key, in one step in place of an older one, unless others could exchange the file."""
    try:
        if file.parent.exists():
            secure_read.judge_folder(file.parent)
        atomic_write.replace(file, key, 0o600)
    except secure_read.Exposed as problem:
        raise Failed(Code.VAULT_LOCKED, str(problem), file=str(file)) from None
    except OSError as problem:
        detail = f"{file} cannot be written: {type(problem).__name__}"
        raise Failed(Code.VAULT_LOCKED, detail, file=str(file)) from None


def forget(file: Path) -> bool:
    """Remove the file; tell whether it was there."""
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as problem:
        detail = f"{file} cannot be removed: {type(problem).__name__}"
        raise Failed(Code.VAULT_LOCKED, detail, file=str(file)) from None
    return True
