"""Loads, saves and deletes the API key in the place that the agent chose: keyring or file.

The key leaves this process only in the Authorization header of requests to Voiso. Everywhere else only its
last four characters are shown. Neither place protects the key from programs of the same user.
"""

from pydantic import SecretStr

from voiso_call.config.paths import AppPaths
from voiso_call.credentials import file_backend, keyring_backend
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import KeyStore

HINT_CHARS = 4  # as many as Voiso's API keys page shows
MAX_KEY_CHARS = 512


def validate_key(key: str) -> SecretStr:
    """Return the key if it is printable ASCII without spaces; Voiso does not document its format.

    Raises CallError(key_missing), whose parameter `field` is "api_key", otherwise, so that a line break in
    pasted text cannot add an HTTP header.
    """
    problem = None
    if not key:
        problem = "no API key was entered"
    elif len(key) > MAX_KEY_CHARS or not all("!" <= char <= "~" for char in key):
        problem = "an API key must be one word of printable ASCII characters"
    if problem is not None:
        raise CallError(ErrorCode.KEY_MISSING, problem, field="api_key", problem=problem)
    return SecretStr(key)


def key_hint(key: SecretStr) -> str:
    """Return the last four characters of the key, to tell keys apart; nothing for a key shorter than 16."""
    text = key.get_secret_value()
    return text[-HINT_CHARS:] if len(text) >= 4 * HINT_CHARS else ""


def load(paths: AppPaths, store: KeyStore) -> SecretStr:
    """Return the stored key. Raises CallError(key_missing), or key_unavailable if it cannot be read."""
    text = file_backend.load(paths.key_file) if store == "file" else keyring_backend.load(account_name(paths))
    if text is None:
        raise CallError(ErrorCode.KEY_MISSING, "no API key is stored; run: voiso-call setup")
    return validate_key(text)


def save(paths: AppPaths, store: KeyStore, key: SecretStr) -> None:
    """Store the key, or atomically replace the stored one. Raises CallError(key_unavailable)."""
    if store == "file":
        file_backend.save(paths.key_file, key.get_secret_value())
    else:
        keyring_backend.save(account_name(paths), key.get_secret_value())


def delete(paths: AppPaths, store: KeyStore) -> bool:
    """Delete the key, and return whether there was one. Raises CallError(key_unavailable)."""
    return (
        file_backend.delete(paths.key_file)
        if store == "file"
        else keyring_backend.delete(account_name(paths))
    )


def ensure_keyring_available(paths: AppPaths) -> None:
    """Raise CallError(key_unavailable) if the keyring cannot be used."""
    keyring_backend.load(account_name(paths))


def account_name(paths: AppPaths) -> str:
    """Return the account name of the keyring entry: the config folder, so that each one has its own key."""
    return str(paths.config)
