"""The journal for asyncio code: opened on first use, run on one thread; deletes old calls once a day."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError
from voiso_call.store.journal import Journal

P = ParamSpec("P")
T = TypeVar("T")

RETENTION_INTERVAL_S = 24 * 3600


class AsyncJournal:
    """Runs methods of `Journal` on a thread of its own, because the event loop must not wait for the disk.

    It is a single thread, because only one thread at a time may use a journal.
    """

    def __init__(
        self,
        paths: AppPaths,
        *,
        max_attempt_s: float,
        retention_days: Callable[[], int],
        clock: Callable[[], datetime],
    ):
        """Create a journal that is opened on first use.

        `max_attempt_s` is the longest time from the reservation of a call to its outcome. `retention_days` is
        called before old calls are deleted; it may raise CallError.
        """
        self._paths = paths
        self._max_attempt_s = max_attempt_s
        self._retention_days = retention_days
        self._clock = clock
        self._journal: Journal | None = None
        self._retention_applied_at: datetime | None = None
        self._executor = ThreadPoolExecutor(1, "journal")

    async def close(self) -> None:
        """Close the journal and end the thread."""
        if self._journal is not None:
            await self._submit(self._journal.close)
        self._executor.shutdown()

    async def open(self) -> None:
        """Open the journal before it is needed. Raises CallError if it cannot be opened."""
        await self.run(lambda _journal: None)

    async def run(self, method: Callable[Concatenate[Journal, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a method of the journal, like `run(Journal.find, request_id, now)`.

        Raises what the method raises, and CallError(internal) or version_mismatch if the journal cannot be
        opened.
        """

        def call() -> T:
            journal = self._open()
            self._apply_retention(journal)
            return method(journal, *args, **kwargs)

        return await self._submit(call)

    async def try_record(
        self, method: Callable[Concatenate[Journal, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Record the outcome of a call, ignoring every error: none may hide the outcome.

        The call then stays `dialing` in the journal and is later reported as `unknown`.
        """
        try:
            await self.run(method, *args, **kwargs)
        except CallError:
            pass  # the disk
        except Exception as error:
            logging.getLogger(__name__).error("unexpected", exc_info=error)

    async def _submit(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._executor, call)

    def _open(self) -> Journal:
        if self._journal is None:
            self._journal = Journal(self._paths.journal_file, self._paths.process_locks, self._max_attempt_s)
        return self._journal

    def _apply_retention(self, journal: Journal) -> None:
        """Delete old calls once a day. Errors are ignored here: they must not stop a call."""
        now = self._clock()
        applied_at = self._retention_applied_at
        if applied_at is not None and (now - applied_at).total_seconds() < RETENTION_INTERVAL_S:
            return
        self._retention_applied_at = now
        with contextlib.suppress(CallError):
            journal.apply_retention(self._retention_days(), now)
