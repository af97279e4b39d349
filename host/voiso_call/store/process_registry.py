"""Which host processes live: each that dials holds a lock under an ID of its own, for as long as it lives.

A process ID would not tell: it is given to another process soon.
"""

import os
import time
import uuid
from contextlib import suppress
from pathlib import Path

from voiso_call.system import file_lock

STALE_AFTER_S = 24 * 3600  # a file this old that nobody holds is of a process that could not tidy up


class ProcessLock:
    """The sign by which others can tell that this process lives."""

    def __init__(self, folder: Path):
        """Take a lock in the folder that all host processes share. Raises OSError."""
        self.id = uuid.uuid4().hex
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = _file(folder, self.id)
        self._descriptor = file_lock.hold(self._file)
        _remove_stale(folder)

    def close(self) -> None:
        """Be gone."""
        os.close(self._descriptor)
        with suppress(OSError):
            self._file.unlink()


def is_alive(folder: Path, host: str) -> bool:
    """Tell whether the process with this ID lives."""
    return file_lock.is_held(_file(folder, host))


def _file(folder: Path, host: str) -> Path:
    return folder / f"{host}.lock"


def _remove_stale(folder: Path) -> None:
    """Take away what the dead left; the young are not tried, they may be about to take their lock."""
    for file in folder.glob("*.lock"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime > STALE_AFTER_S and not file_lock.is_held(file):
                file.unlink()
