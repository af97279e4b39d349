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

from voiso_call.errors import CallError, Code

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")

SERVICE = "voiso-call"
READ_TIMEOUT_S = 3  # a click waits for it
WRITE_TIMEOUT_S = 60  # a person sits at `voiso-call` and may have to type a password
_BACKENDS = {
    "linux": ("keyring.backends.SecretService", "Keyring"),
    "darwin": ("keyring.backends.macOS", "Keyring"),
    "win32": ("keyring.backends.Windows", "WinVaultKeyring"),
}
_ALTERNATIVE = "or keep the key in a file: voiso-call setup --key-store file"

_lock = threading.Lock()
_pending_reads: dict[str, Future[str | None]] = {}  # a keyring that hangs is not asked again meanwhile


def load(account: str) -> str | None:
    """Read the key, or None where there is none. Raises CallError(key_unavailable)."""
    with _lock:
        answer = _pending_reads.get(account)
        if answer is None or answer.done():
            answer = _run_in_thread(lambda keyring: keyring.get_password(SERVICE, account))
            _pending_reads[account] = answer
    return _wait(answer, READ_TIMEOUT_S)


def save(account: str, key: str) -> None:
    """Write the key, in one step in place of an older one. Raises CallError(key_unavailable)."""
    _wait(_run_in_thread(lambda keyring: keyring.set_password(SERVICE, account, key)), WRITE_TIMEOUT_S)


def delete(account: str) -> bool:
    """Remove the key; tell whether one was there. Raises CallError(key_unavailable)."""

    def remove(keyring: KeyringBackend) -> bool:
        found = keyring.get_password(SERVICE, account) is not None
        if found:
            keyring.delete_password(SERVICE, account)
        return found

    return _wait(_run_in_thread(remove), WRITE_TIMEOUT_S)


def _backend() -> KeyringBackend:
    """Make this system's backend; imported here, for keyring takes longer than all else that a call needs."""
    module, name = _BACKENDS["linux" if sys.platform.startswith("linux") else sys.platform]
    backend: KeyringBackend = getattr(importlib.import_module(module), name)()
    vars(backend).clear()  # what KEYRING_PROPERTY_* variables have set
    return backend


def _run_in_thread(question: Callable[[KeyringBackend], T]) -> Future[T]:
    """Put a question to the keyring, on a thread that nobody has to wait for."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(question(_backend()))
        except BaseException as problem:
            answer.set_exception(problem)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return answer


def _wait(answer: Future[T], patience_s: float) -> T:
    try:
        return answer.result(patience_s)
    except TimeoutError:
        reason, detail = "silent", f"the system's keyring does not answer; unlock it, {_ALTERNATIVE}"
    except Exception as problem:
        kind = type(problem).__name__
        locked = kind == "KeyringLocked"
        reason = "locked" if locked else "absent"
        detail = f"the system's keyring is locked; unlock it, {_ALTERNATIVE}"
        if not locked:
            detail = f"no keyring of the system answers ({kind}); start one, {_ALTERNATIVE}"
    raise CallError(Code.KEY_UNAVAILABLE, detail, store="keyring", reason=reason)
