"""The key in the system's own keyring: Secret Service, macOS' Keychain, Windows' Credential Locker.

Which one is said here alone: no `keyringrc.cfg`, environment variable or installed plugin chooses another,
or one that keeps plain text. A keyring that is locked waits for a person, so it is asked on a thread of its
own and given up after a deadline; its question may stay on the screen, and be answered for the next time.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from voiso_call.errors import Code, Failed

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "voiso-call"
READ_PATIENCE_S = 3  # a click waits for it
WRITE_PATIENCE_S = 60  # a person sits at `voiso-call` and may have to type a password
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
}
_INSTEAD = "or keep the key in a file: voiso-call setup --key-store file"

_lock = threading.Lock()
_reading: dict[str, Future[str | None]] = {}  # a keyring that hangs is not asked again meanwhile


def load(account: str) -> str | None:
    """Read the key, or None where there is none. Raises Failed(vault_locked)."""
    with _lock:
        answer = _reading.get(account)
        if answer is None or answer.done():
            answer = _ask(lambda keyring: keyring.get_password(SERVICE, account))
            _reading[account] = answer
    return _answer(answer, READ_PATIENCE_S)


def keep(account: str, key: str) -> None:
    """Write the key, in one step in place of an older one. Raises Failed(vault_locked)."""
    _answer(_ask(lambda keyring: keyring.set_password(SERVICE, account, key)), WRITE_PATIENCE_S)


def forget(account: str) -> bool:
    """Remove the key; tell whether one was there. Raises Failed(vault_locked)."""

    def remove(keyring: KeyringBackend) -> bool:
        found = keyring.get_password(SERVICE, account) is not None
        if found:
            keyring.delete_password(SERVICE, account)
        return found

    return _answer(_ask(remove), WRITE_PATIENCE_S)


def _backend() -> KeyringBackend:
    """Make this system's backend; imported here, for keyring takes longer than all else that a call needs."""
    module, name = _BACKENDS["linux" if sys.platform.startswith("linux") else sys.platform]
    backend: KeyringBackend = getattr(importlib.import_module(module), name)()
    vars(backend).clear()  # what KEYRING_PROPERTY_* variables have set
    return backend


def _ask(question: Callable[[KeyringBackend], T]) -> Future[T]:
    """Put a question to the keyring, on a thread that nobody has to wait for."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(question(_backend()))
        except BaseException as problem:
            answer.set_exception(problem)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return answer


def _answer(answer: Future[T], patience_s: float) -> T:
    try:
        return answer.result(patience_s)
    except TimeoutError:
        reason, detail = "silent", f"the system's keyring does not answer; unlock it, {_INSTEAD}"
    except Exception as problem:
        kind = type(problem).__name__
        locked = kind == "KeyringLocked"
        reason = "locked" if locked else "absent"
        detail = f"the system's keyring is locked; unlock it, {_INSTEAD}"
        if not locked:
            detail = f"no keyring of the system answers ({kind}); start one, {_INSTEAD}"
    raise Failed(Code.VAULT_LOCKED, detail, store="keyring", reason=reason)
