"""The API key at rest: a file that only its owner can read, where the agent chose that.

The key never leaves this process but in the Authorization header; everybody else gets its last four
characters. On Windows the user profile's own access list guards the file; elsewhere its mode 0600 does.
"""

import stat
import sys
from pathlib import Path

from pydantic import SecretStr

from voiso_call import files
from voiso_call.errors import Code, Failed

HINT_CHARACTERS = 4  # as many as Voiso's own API keys page shows
MAX_KEY_CHARACTERS = 512


def check_key(key: str) -> SecretStr:
    """Accept what can be an API key (its format is not documented): printable ASCII without spaces.

    Raises Failed(key_missing) for anything else, so that a pasted line break never becomes a header.
    """
    if not key:
        raise Failed(Code.KEY_MISSING, "no API key was given")
    if not 1 <= len(key) <= MAX_KEY_CHARACTERS or not all("!" <= character <= "~" for character in key):
        raise Failed(Code.KEY_MISSING, "an API key is one word of printable characters, without spaces")
    return SecretStr(key)


def hint(key: SecretStr) -> str:
    """Show which key it is, and nothing more; a key so short that this would tell it shows nothing."""
    text = key.get_secret_value()
    return text[-HINT_CHARACTERS:] if len(text) >= 4 * HINT_CHARACTERS else ""


def store(file: Path, key: SecretStr) -> None:
    """Write the key where only its owner reads it: never readable by others, not even for a moment."""
    files.replace(file, key.get_secret_value(), 0o600)


def load(file: Path) -> SecretStr:
    """Read the key, or raise Failed: key_missing, or vault_locked where others could read it too."""
    try:
        state = file.stat()
        if sys.platform != "win32" and stat.S_IMODE(state.st_mode) & 0o077:
            raise Failed(
                Code.VAULT_LOCKED,
                f"{file} can be read by others; make a new key, or run: chmod 600 '{file}'",
                file=str(file),
            )
        return check_key(file.read_text("ascii").strip())
    except FileNotFoundError:
        raise Failed(Code.KEY_MISSING, "no API key is stored; run: voiso-call setup") from None
    except (OSError, UnicodeDecodeError) as problem:
        detail = f"{file} cannot be read: {type(problem).__name__}"
        raise Failed(Code.VAULT_LOCKED, detail, file=str(file)) from None
