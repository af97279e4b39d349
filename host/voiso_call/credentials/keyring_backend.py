"""Stores the API key in the system's keyring: Secret Service, macOS Keychain or Windows Credential Locker.

The backend is chosen in this file. No `keyringrc.cfg`, environment variable or installed plugin can select
another one, such as one that stores plain text.

A locked keyring waits until the user enters a password. Therefore each operation runs on a thread of its own
and is given up after a timeout. The system's password dialog may stay open; once it is answered, the next
operation succeeds.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, TypeVar

from voiso_call.errors import CallError, ErrorCode

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "voiso-call"
READ_TIMEOUT_S = 3  # short, because a click waits for it
WRITE_TIMEOUT_S = 60  # a person uses `voiso-call` and may have to type the keyring's password
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
}
_ALTERNATIVE = "or store the key in a file: voiso-call setup --key-store file"

_lock = threading.Lock()
_pending_reads: dict[str, Future[str | None]] = {}  # so that a keyring that hangs blocks one thread only


def load(account: str) -> str | None:
    """Return the key, or None if there is none. Raises CallError(key_unavailable)."""
    with _lock:
        pending_read = _pending_reads.get(account)
        if pending_read is None or pending_read.done():
            pending_read = _run_in_thread(lambda keyring: keyring.get_password(SERVICE, account))
            _pending_reads[account] = pending_read
    return _wait(pending_read, READ_TIMEOUT_S)


def save(account: str, key: str) -> None:
    """Store the key, or atomically replace the stored one. Raises CallError(key_unavailable)."""
    _wait(_run_in_thread(lambda keyring: keyring.set_password(SERVICE, account, key)), WRITE_TIMEOUT_S)


def delete(account: str) -> bool:
    """Delete the key, and return whether there was one. Raises CallError(key_unavailable)."""

    def delete_if_present(keyring: KeyringBackend) -> bool:
        is_present = keyring.get_password(SERVICE, account) is not None
        if is_present:
            keyring.delete_password(SERVICE, account)
        return is_present

    return _wait(_run_in_thread(delete_if_present), WRITE_TIMEOUT_S)


def _backend() -> KeyringBackend:
    """Create this system's backend. Imported late: `keyring` loads slower than everything else in a call."""
    module, name = _BACKENDS["linux" if sys.platform.startswith("linux") else sys.platform]
    backend: KeyringBackend = getattr(importlib.import_module(module), name)()
    vars(backend).clear()  # removes properties that `keyring` set from KEYRING_PROPERTY_* variables
    return backend


def _run_in_thread(operation: Callable[[KeyringBackend], T]) -> Future[T]:
    """Run an operation on a daemon thread, which does not keep the process alive if the keyring hangs."""
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(operation(_backend()))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return future


def _wait(future: Future[T], timeout_s: float) -> T:
    try:
        return future.result(timeout_s)
    except TimeoutError:
        reason, detail = "silent", f"the system's keyring does not answer; unlock it, {_ALTERNATIVE}"
    except Exception as error:
        error_type = type(error).__name__
        if error_type == "KeyringLocked":  # by name, so that `keyring` is not imported here
            reason, detail = "locked", f"the system's keyring is locked; unlock it, {_ALTERNATIVE}"
        else:
            reason, detail = "absent", f"no system keyring is available; start one, {_ALTERNATIVE}"
    raise CallError(ErrorCode.KEY_UNAVAILABLE, detail, store="keyring", reason=reason)
