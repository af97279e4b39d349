"""Tells which host processes are alive, and which calls they are placing, by files that they lock.

A process that places calls locks a file named by a random ID. A process ID would not be reliable, because the
operating system soon gives it to another process. For each call that it is placing it locks one more file.
"""

import time
import uuid
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from filelock import BaseFileLock

from voiso_call.store.trust import check_process_locks
from voiso_call.system import file_lock, private_folder

STALE_AFTER_S = 24 * 3600  # an unlocked file older than this was left by a process that could not delete it


class ProcessLock:
    """Shows other processes that this one is alive, until `close` is called or the process ends."""

    def __init__(self, folder: Path):
        """Create and lock a file in `folder`, which all host processes share.

        Raises OSError; CallError(not_configured) for a folder that other users can write.
        """
        self.id = uuid.uuid4().hex
        self._folder = folder
        self._file = _lock_file(folder, self.id)
        self._lock = self._acquire()
        _delete_stale(folder)

    def renew(self) -> None:
        """Take the lock again if its file was deleted: others would take this process for a dead one.

        Raises what the constructor raises.
        """
        if self._file.exists():
            check_process_locks(self._folder)
            return
        self._lock.release()
        self._lock = self._acquire()

    def _acquire(self) -> BaseFileLock:
        private_folder.make(self._folder)
        check_process_locks(self._folder)
        return file_lock.acquire(self._file)

    def close(self) -> None:
        """Release the lock and delete its file."""
        self._lock.release()
        with suppress(OSError):
            self._file.unlink()


class RequestLock:
    """Shows other processes that one is placing a call, until `close` is called or the process ends."""

    def __init__(self, folder: Path, request_id: str):
        """Create and lock a file in the folder of `ProcessLock`.

        Raises TimeoutError if the call is locked already, also by this process, and OSError.
        """
        # Hashed, because some file systems do not distinguish upper and lower case.
        self._file = _lock_file(folder, f"request-{sha256(request_id.encode()).hexdigest()}")
        self._lock = file_lock.acquire(self._file)

    def close(self) -> None:
        """Release the lock and delete its file."""
        self._lock.release()
        with suppress(OSError):
            self._file.unlink()


def is_alive(folder: Path, owner_id: str) -> bool:
    """Return whether the process that created the `ProcessLock` with this ID is alive.

    Raises OSError; CallError(not_configured) for a folder that other users can write.
    """
    try:
        check_process_locks(folder)
    except FileNotFoundError:
        return False
    return file_lock.is_locked(_lock_file(folder, owner_id))


def _lock_file(folder: Path, owner_id: str) -> Path:
    return folder / f"{owner_id}.lock"


def _delete_stale(folder: Path) -> None:
    """Delete files of dead processes. New files are kept: their process may be about to lock them."""
    for file in folder.glob("*.lock"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > STALE_AFTER_S and not file_lock.is_locked(file):
                file.unlink()
