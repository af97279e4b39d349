"""The journal of calls: one row for each request_id, shared by all host processes through one SQLite file.

The row is on disk (WAL with `synchronous=FULL`) before the request leaves this machine. Therefore a host that
is killed at any moment leaves either no row (Voiso was not asked) or a row from which the next host reads the
outcome or reports it as unknown. `database.py` handles the file, `process_registry.py` tells which hosts are
alive.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from voiso_call.diagnostics.redaction import redact_number
from voiso_call.errors import REFUSAL_CODES, CallError, ErrorCode
from voiso_call.policy.phone_numbers import PhoneNumber
from voiso_call.policy.rate_limits import DAY_S, RecentCalls
from voiso_call.policy.retry import MAX_RETRY_PERIOD_S, retry_due
from voiso_call.protocol.message_parts import CallState, Failure
from voiso_call.protocol.messages import Call, History, PlaceCall
from voiso_call.protocol.timestamp import timestamp
from voiso_call.store.database import Database, DatabaseReplacedError
from voiso_call.store.failures import FREE_TEXT_PATHS, outcome_unknown_error, stored_failure
from voiso_call.store.process_registry import ProcessLock, RequestLock, is_alive
from voiso_call.store.recent_calls import hash_called, hash_number, is_same_number, load_recent_calls

S = TypeVar("S")
AdmissionCheck = Callable[[RecentCalls], S | None]  # returns None to admit the call, else why not


@dataclass(frozen=True)
class Reservation:
    """The call is on disk and this process may place it.

    `attempt` counts how often Voiso was asked for the call, this time included; `requested_at` is when the
    agent requested it, just before the first attempt. With `redact`, the number and text that may repeat it
    are not stored. The call itself is kept because the journal may be replaced before its outcome is known.
    """

    call: PlaceCall
    number: PhoneNumber | None
    attempt: int
    requested_at: datetime
    redact: bool


@dataclass(frozen=True)
class ClearedHistory:
    """How many calls were deleted from the history, and how many files of damaged journals."""

    calls: int
    damaged_files: int


class Journal:
    """One connection to the journal; only one thread may use it at a time."""

    def __init__(self, file: Path, process_locks: Path, max_attempt_s: float):
        """Open or create the journal; a damaged file is quarantined, see `database.py`.

        `process_locks` is the folder with the locks of all host processes. `max_attempt_s` is the longest
        time from the reservation of a call to its outcome. A call that is still `dialing` after that, counted
        from the latest time at which its last attempt can have begun, is reported as unknown. Raises
        CallError(internal), or version_mismatch if a newer host wrote the file.
        """
        self.database = Database(file)  # also for `outcomes.py`
        self._process_locks = process_locks
        self._max_attempt = timedelta(seconds=max_attempt_s)
        self._process_lock: ProcessLock | None = None
        self._request_locks: dict[str, RequestLock] = {}  # of the calls that this process is placing

    def close(self) -> None:
        """Close the file, and tell other processes that this one places no more calls."""
        self.database.close()
        for lock in self._request_locks.values():
            lock.close()
        if self._process_lock is not None:
            self._process_lock.close()

    def reserve(
        self,
        call: PlaceCall,
        number: PhoneNumber | None,
        now: datetime,
        check: AdmissionCheck[S],
        *,
        redact: bool = False,
    ) -> Reservation | Call | S:
        """Write the call to disk as `dialing`, before it is placed.

        Returns one of:

        - Reservation: this process may place the call now.
        - Call: the `request_id` is already in the journal, from this process or another; do not place it
          again. Exception: a call that Voiso refused with "too many requests" is reserved again once its wait
          is over.
        - the result of `check`, if that is not None. It runs in the transaction that counts recent calls and
          writes the row, so that two processes cannot both use the last call that a limit allows.

        With `redact`, only a redacted number is stored, and no text of the page. Raises CallError(internal);
        invalid_request if the `request_id` belongs to a call to another number; and call_outcome_unknown if a
        process is placing the call although the journal, which was replaced meanwhile, has no row of it.
        """
        with ExitStack() as undo:
            with self.database.transaction() as connection:
                result = self._reserve(connection, call, number, now, check, redact, undo)
            undo.pop_all()
            return result

    def _reserve(
        self,
        connection: sqlite3.Connection,
        call: PlaceCall,
        number: PhoneNumber | None,
        now: datetime,
        check: AdmissionCheck[S],
        redact: bool,
        undo: ExitStack,
    ) -> Reservation | Call | S:
        """Do the work of `reserve` in a transaction. `undo` runs if that is rolled back."""
        row = self._find(call.request_id)
        if row is not None:
            if not is_same_number(self.database, row, call, number):
                detail = "this request_id was used for a call to another number, or more than a day ago"
                raise CallError(ErrorCode.INVALID_REQUEST, detail)
            earlier = self._call(row, now)
            if not retry_due(earlier, now):
                return earlier
        number_hash = hash_number(self.database, number)
        obstacle = check(load_recent_calls(self.database, number_hash, call.request_id, now))
        if obstacle is not None:
            return obstacle
        owner_id = self._process().id
        self._lock_request(call.request_id, undo)
        if "journal_quarantined" in call.confirmed:
            connection.execute("DELETE FROM metadata WHERE name = 'quarantined_unconfirmed'")
        if row is not None:
            connection.execute(
                "UPDATE calls SET state = 'dialing', failure = NULL, ended_at = NULL, owner_id = ?,"
                " attempts = attempts + 1 WHERE seq = ?",
                (owner_id, row["seq"]),
            )
            requested_at = datetime.fromisoformat(row["requested_at"])
            redact = redact or bool(row["is_cleared"])
            return Reservation(call, number, row["attempts"] + 1, requested_at, redact)
        self._insert(call, number, now, redact, state="dialing", owner_id=owner_id)
        return Reservation(call, number, 1, now, redact)

    def record_refusal(
        self,
        call: PlaceCall,
        number: PhoneNumber | None,
        error: CallError,
        now: datetime,
        *,
        redact: bool = False,
    ) -> None:
        """Record a call that was refused before Voiso was asked; it does not count towards the limits.

        `redact` is as for `reserve`.
        """
        with self.database.transaction():
            row = self._find(call.request_id)
            if row is None:
                self._insert(call, number, now, redact, state="refused", was_dialled=0)
            elif row["state"] != "refused" or not is_same_number(self.database, row, call, number):
                return
            self._update(call.request_id, "refused", None, stored_failure(error, redact), now)

    def mark_placed(self, reservation: Reservation, call_id: str, now: datetime) -> None:
        """Record the call ID that Voiso assigned."""
        self._record_outcome(reservation, "placed", call_id, None, now)

    def mark_failed(self, reservation: Reservation, error: CallError, now: datetime) -> None:
        """Record a call without a call ID: `unknown` if it may be ringing, else `refused` or `failed`.

        Text that may repeat the number is not stored for a call whose number is redacted, nor for one that
        was deleted from the history while it waited for its retry.
        """
        state: CallState = "refused" if error.code in REFUSAL_CODES else "failed"
        if error.outcome_unknown:
            state = "unknown"
        self._record_outcome(reservation, state, None, stored_failure(error, reservation.redact), now)

    def find(self, request_id: str, now: datetime) -> Call | None:
        """Return one call, or None if it is not in the journal."""
        self._resolve_orphans(now)
        with self.database.reading():
            row = self._find(request_id)
        return None if row is None else self._call(row, now)

    def recent_calls(self, number: PhoneNumber | None, now: datetime) -> RecentCalls:
        """Return the calls that count towards the limits of a call to `number`."""
        with self.database.reading():
            return load_recent_calls(self.database, hash_number(self.database, number), "", now)

    def history(self, limit: int, before: int | None, now: datetime) -> History:
        """Return at most `limit` calls, newest first; with `before`, only calls with a lower `seq`."""
        self._resolve_orphans(now)
        with self.database.reading():
            rows = self.database.execute(
                "SELECT * FROM calls WHERE seq < ? AND is_cleared = 0 ORDER BY seq DESC LIMIT ?",
                (before if before is not None else 2**63 - 1, limit + 1),
            ).fetchall()
            quarantined = self.database.get_metadata("quarantined")
        calls = [self._call(row, now) for row in rows[:limit]]
        return History(calls=calls, more=len(rows) > limit, quarantined_journal=quarantined)

    def apply_retention(self, retention_days: int, now: datetime) -> None:
        """Delete calls and quarantined journals older than `retention_days`.

        Also delete what only the limits need, if it is older than a day.
        """
        oldest_kept = now - timedelta(days=retention_days)
        deleted_files = self.database.delete_quarantined(before=oldest_kept)
        with self.database.transaction() as connection:
            for file in deleted_files:
                connection.execute(
                    "DELETE FROM metadata WHERE name LIKE 'quarantined%' AND value = ?", (file,)
                )
            deleted = connection.execute(
                "DELETE FROM calls WHERE requested_at < ?", (timestamp(oldest_kept),)
            ).rowcount
            day_ago = (timestamp(now - timedelta(seconds=DAY_S)),)
            connection.execute("DELETE FROM calls WHERE is_cleared = 1 AND requested_at < ?", day_ago)
            connection.execute(
                "UPDATE calls SET number_hash = NULL WHERE number_hash IS NOT NULL AND requested_at < ?",
                day_ago,
            )
        if deleted:
            self.database.truncate_wal()

    def clear_history(self, now: datetime) -> ClearedHistory:
        """Delete every call that has ended from the history, and the files of quarantined journals.

        Rows of the last day are kept, without number, text and origin, until `apply_retention` finds them
        older than a day: a click must not dial twice, and a limit must not start anew, because the history
        was cleared. For the same reason the first call after a quarantine still needs a confirmation.
        """
        deleted_files = self.database.delete_quarantined()
        self._resolve_orphans(now)
        day_ago = (timestamp(now - timedelta(seconds=DAY_S)),)
        ended = "is_cleared = 0 AND state <> 'dialing'"
        with self.database.transaction() as connection:
            deleted = connection.execute(
                f"DELETE FROM calls WHERE {ended} AND requested_at < ?",  # noqa: S608
                day_ago,
            ).rowcount
            emptied = connection.execute(
                "UPDATE calls SET is_cleared = 1, number = '', international = '', original_text = NULL,"  # noqa: S608
                " phone_extension = NULL, page_origin = NULL, outcome = NULL,"
                f" failure = json_remove(json_set(failure, '$.detail', ''), {FREE_TEXT_PATHS}) WHERE {ended}"
            ).rowcount
            connection.execute("DELETE FROM metadata WHERE name = 'quarantined'")
            connection.execute("UPDATE metadata SET value = '' WHERE name = 'quarantined_unconfirmed'")
        self.database.truncate_wal()
        return ClearedHistory(calls=deleted + emptied, damaged_files=len(deleted_files))

    # --- rows

    def _find(self, request_id: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self.database.execute(
            "SELECT * FROM calls WHERE request_id = ?", (request_id,)
        ).fetchone()
        return row

    def _lock_request(self, request_id: str, undo: ExitStack) -> None:
        """Show other processes that this one is placing the call, even if its row is lost with the journal.

        Raises CallError(call_outcome_unknown) if another process shows the same.
        """
        try:
            self._request_locks[request_id] = RequestLock(self._process_locks, request_id)
        except TimeoutError:
            raise outcome_unknown_error() from None
        undo.callback(lambda: self._request_locks.pop(request_id).close())

    def _insert(
        self,
        call: PlaceCall,
        number: PhoneNumber | None,
        now: datetime,
        redact: bool,
        **columns: str | int | None,
    ) -> None:
        shown = number.e164 if number else call.number
        international = number.international if number else call.number
        row = {
            "request_id": call.request_id,
            "number": redact_number(shown) if redact else shown,
            "international": redact_number(shown) if redact else international,
            "original_text": None if redact else call.original_text,
            "phone_extension": None if redact else call.phone_extension,
            "page_origin": call.page_origin,
            "trigger": call.trigger,
            "requested_at": timestamp(now),
            "number_hash": hash_called(self.database, call, number),
            **columns,
        }
        names, placeholders = ", ".join(row), ", ".join("?" * len(row))
        self.database.execute(f"INSERT INTO calls ({names}) VALUES ({placeholders})", tuple(row.values()))  # noqa: S608

    def _record_outcome(
        self,
        reservation: Reservation,
        state: CallState,
        call_id: str | None,
        failure: Failure | None,
        now: datetime,
    ) -> None:
        """Record how an attempt ended, also in a journal that was started anew since the reservation.

        Another process may have started it, or this one, which finds the damage as it writes. Without a row
        there, the limits would miss the call and its request could be dialled again.
        """
        try:
            self._write_outcome(reservation, state, call_id, failure, now)
        except DatabaseReplacedError:
            self._write_outcome(reservation, state, call_id, failure, now)
        # Not after an error: while this process runs, the call must not be placed again.
        if (lock := self._request_locks.pop(reservation.call.request_id, None)) is not None:
            lock.close()

    def _write_outcome(
        self,
        reservation: Reservation,
        state: CallState,
        call_id: str | None,
        failure: Failure | None,
        now: datetime,
    ) -> None:
        call, number = reservation.call, reservation.number
        with self.database.transaction():
            if self._find(call.request_id) is None:
                self._insert(
                    call,
                    number,
                    reservation.requested_at,
                    reservation.redact,
                    state=state,
                    attempts=reservation.attempt,
                )
            self._update(call.request_id, state, call_id, failure, now)

    def _update(
        self, request_id: str, state: CallState, call_id: str | None, failure: Failure | None, now: datetime
    ) -> None:
        failure_json = failure.model_dump_json() if failure is not None else None
        self.database.execute(
            "UPDATE calls SET state = ?, call_id = ?, failure = ?, ended_at = ? WHERE request_id = ?",
            (state, call_id, failure_json, timestamp(now), request_id),
        )

    def _call(self, row: sqlite3.Row, now: datetime) -> Call:
        content: dict[str, Any] = {name: row[name] for name in Call.model_fields}
        for name in ("failure", "outcome"):
            content[name] = json.loads(content[name]) if content[name] else None
        is_overdue = now - datetime.fromisoformat(content["requested_at"]) > self._max_duration(row)
        if content["state"] == "dialing" and (is_overdue or not self._owner_is_alive(row)):
            # The process that placed the call has ended, or could not record the outcome.
            content["state"] = "unknown"
            content["failure"] = Failure.from_error(outcome_unknown_error()).model_dump()
        return Call.model_validate_json(json.dumps(content))

    def _max_duration(self, row: sqlite3.Row) -> timedelta:
        """Return how long a call can be `dialing`, counted from its first attempt.

        The journal does not record when a repeated attempt began, only how late it can have begun.
        """
        return self._max_attempt + timedelta(seconds=MAX_RETRY_PERIOD_S if row["attempts"] > 1 else 0)

    def _owner_is_alive(self, row: sqlite3.Row) -> bool:
        if self._process_lock is not None and row["owner_id"] == self._process_lock.id:
            return True
        return is_alive(self._process_locks, row["owner_id"])

    def _resolve_orphans(self, now: datetime) -> None:
        """Record `dialing` calls of processes that have ended as unknown."""
        with self.database.reading():
            dialing = self.database.execute("SELECT * FROM calls WHERE state = 'dialing'").fetchall()
        orphaned = [row["request_id"] for row in dialing if not self._owner_is_alive(row)]
        if not orphaned:
            return
        with self.database.transaction():
            for request_id in orphaned:
                row = self._find(request_id)
                if row is not None and row["state"] == "dialing":
                    failure = Failure.from_error(outcome_unknown_error())
                    self._update(request_id, "unknown", None, failure, now)

    def _process(self) -> ProcessLock:
        if self._process_lock is None:
            self._process_lock = ProcessLock(self._process_locks)
        self._process_lock.renew()
        return self._process_lock
