"""Reads the do-not-call list in a thread of its own, one state of the file at a time in each process.

A long list takes minutes. Who waits for it may give up after seconds, as an extension does, and ask again:
the thread goes on reading meanwhile, and nothing is read twice.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Callable
from typing import ClassVar

from voiso_call.policy.do_not_call_rows import UnreadableRowError


class Reading:
    """The reading of one state of the list, which a fingerprint names. Thread-safe.

    Once it is done it has the numbers, or the error that prevented that.
    """

    _lock: ClassVar = threading.Lock()  # guards `_latest`
    _latest: ClassVar[Reading | None] = None

    def __init__(self, fingerprint: bytes, read: Callable[[], tuple[array[int], bool]]):
        """Start to read. `read` returns the numbers, and whether the next reader finds them in the cache."""
        self.fingerprint = fingerprint
        self.numbers: array[int] = array("Q")
        self.error: BaseException | None = None
        self._is_cached = False
        self._started_at = time.monotonic()
        self._done = threading.Event()
        threading.Thread(target=self._run, args=(read,), name="do-not-call list", daemon=True).start()

    @classmethod
    def join(cls, fingerprint: bytes, read: Callable[[], tuple[array[int], bool]]) -> Reading:
        """Return the reading that goes on, whatever it reads; else one of this state of the list."""
        with cls._lock:
            latest = cls._latest
            if latest is None or (latest._done.is_set() and not latest._holds_for(fingerprint)):
                latest = cls._latest = cls(fingerprint, read)
            return latest

    def wait(self, max_s: float | None) -> bool:
        """Wait until it is done, at most until `max_s` after its beginning; return whether it is."""
        left_s = None if max_s is None else max(0.0, self._started_at + max_s - time.monotonic())
        return self._done.wait(left_s)

    def _holds_for(self, fingerprint: bytes) -> bool:
        """Return whether reading this state again would take as long, and tell the same.

        A cache is read at once. The cause of most errors may be gone although the file is the same.
        """
        if fingerprint != self.fingerprint:
            return False
        return not self._is_cached if self.error is None else isinstance(self.error, UnreadableRowError)

    def _run(self, read: Callable[[], tuple[array[int], bool]]) -> None:
        try:
            self.numbers, self._is_cached = read()
        except BaseException as error:  # who waits must learn of it
            self.error = error
        finally:
            self._done.set()
