"""Reads the text of a settings file, of a user or for all users."""

from pathlib import Path

from voiso_call.system import secure_read

MAX_FILE_BYTES = 256 * 1024


def read_settings_text(file: Path) -> str:
    """Return the text of a settings file that no other user can write.

    Raises InsecureFileError, OSError or UnicodeDecodeError.
    """
    return secure_read.read_secure(file, secret=False, limit=MAX_FILE_BYTES).decode("utf-8-sig")
