"""The API key at rest: in the system's keyring, or in a file of mode 0600 where the agent chose that.

The key never leaves this process but in the Authorization header; everybody else gets its last four
characters. What neither place stops: a program that runs as the same user.
"""

from pydantic import SecretStr

from voiso_call.config.paths import AppPaths
from voiso_call.config.settings import KeyStore
from voiso_call.credentials import file_backend, keyring_backend
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


def load(paths: AppPaths, store: KeyStore) -> SecretStr:
    """Read the key. Raises Failed: key_missing, or vault_locked for one that cannot or must not be read."""
    text = file_backend.load(paths.key_file) if store == "file" else keyring_backend.load(account(paths))
    if text is None:
        raise Failed(Code.KEY_MISSING, "no API key is stored; run: voiso-call setup")
    return check_key(text)


def keep(paths: AppPaths, store: KeyStore, key: SecretStr) -> None:
    """Store the key, in one step in place of an older one. Raises Failed(vault_locked)."""
    if store == "file":
        file_backend.keep(paths.key_file, key.get_secret_value())
    else:
        keyring_backend.keep(account(paths), key.get_secret_value())


def forget(paths: AppPaths, store: KeyStore) -> bool:
    """Remove the key; tell whether one was there. Raises Failed(vault_locked)."""
    return file_backend.forget(paths.key_file) if store == "file" else keyring_backend.forget(account(paths))


def answers(paths: AppPaths) -> None:
    """Do nothing where a key can be kept in the keyring. Raises Failed(vault_locked)."""
    keyring_backend.load(account(paths))


def account(paths: AppPaths) -> str:
    """Under which name the keyring has the key: each folder of settings has its own."""
    return str(paths.config)
