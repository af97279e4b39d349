"""The API key at rest: in the system's keyring, or in a file of mode 0600 where the agent chose that.

The key never leaves this process but in the Authorization header; everybody else gets its last four
characters. What neither place stops: a program that runs as the same user.
"""

from pydantic import SecretStr

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import KeyStore
from voiso_call.credentials import file_backend, keyring_backend
from voiso_call.errors import CallError, Code

HINT_CHARS = 4  # as many as Voiso's own API keys page shows
MAX_KEY_CHARS = 512


def validate_key(key: str) -> SecretStr:
    """Accept what can be an API key (its format is not documented): printable ASCII without spaces.

    Raises CallError(key_missing) for anything else, so that a pasted line break never becomes a header.
    """
    if not key:
        raise CallError(Code.KEY_MISSING, "no API key was given")
    if not 1 <= len(key) <= MAX_KEY_CHARS or not all("!" <= character <= "~" for character in key):
        raise CallError(Code.KEY_MISSING, "an API key is one word of printable characters, without spaces")
    return SecretStr(key)


def key_hint(key: SecretStr) -> str:
    """Show which key it is, and nothing more; a key so short that this would tell it shows nothing."""
    text = key.get_secret_value()
    return text[-HINT_CHARS:] if len(text) >= 4 * HINT_CHARS else ""


def load(paths: AppPaths, store: KeyStore) -> SecretStr:
    """Read the key. Raises CallError: key_missing, or key_unavailable where it cannot be read."""
    text = file_backend.load(paths.key_file) if store == "file" else keyring_backend.load(account_name(paths))
    if text is None:
        raise CallError(Code.KEY_MISSING, "no API key is stored; run: voiso-call setup")
    return validate_key(text)


def save(paths: AppPaths, store: KeyStore, key: SecretStr) -> None:
    """Store the key, in one step in place of an older one. Raises CallError(key_unavailable)."""
    if store == "file":
        file_backend.save(paths.key_file, key.get_secret_value())
    else:
        keyring_backend.save(account_name(paths), key.get_secret_value())


def delete(paths: AppPaths, store: KeyStore) -> bool:
    """Remove the key; tell whether one was there. Raises CallError(key_unavailable)."""
    return (
        file_backend.delete(paths.key_file)
        if store == "file"
        else keyring_backend.delete(account_name(paths))
    )


def ensure_keyring_available(paths: AppPaths) -> None:
    """Do nothing where a key can be kept in the keyring. Raises CallError(key_unavailable)."""
    keyring_backend.load(account_name(paths))


def account_name(paths: AppPaths) -> str:
    """Under which name the keyring has the key: each folder of settings has its own."""
    return str(paths.config)
