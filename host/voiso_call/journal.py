"""Every call, before it is placed and after, in one SQLite file that all host processes share.

A row is on disk (WAL, `synchronous=FULL`) before the request leaves this machine, so that a host that is
killed at any moment leaves the question "did I dial?" answered or honestly open, never forgotten.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from voiso_call.errors import UNKNOWN, Code, Failed
from voiso_call.numbers import Number
from voiso_call.protocol import Call, CallState, Failure, History, PlaceCall

SCHEMA_VERSION = 1
BUSY_TIMEOUT_S = 5  # another host process writes for milliseconds; longer than this is a fault

_SCHEMA = """
CREATE TABLE calls (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  request_id TEXT NOT NULL UNIQUE,   -- one gesture, one call
  number     TEXT NOT NULL,          -- E.164, or the text where none could be read
  international TEXT NOT NULL,       -- the same for the eye
  written    TEXT,
  extension  TEXT,
  page       TEXT,                   -- the origin, never a path
  via        TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('dialing', 'placed', 'refused', 'failed', 'unknown')),
  call_id    TEXT,
  failure    TEXT,                   -- JSON of protocol.Failure
  opened_at  TEXT NOT NULL,          -- UTC, RFC 3339
  closed_at  TEXT
) STRICT
"""


# Somebody said no: our policy, or Voiso. Everything else that ends without a call ID just did not work.
_REFUSALS = {
    Code.NUMBER_INVALID,
    Code.NUMBER_BLOCKED,
    Code.EMERGENCY_NUMBER,
    Code.TOO_MANY_CALLS,
    Code.AGENT_UNAVAILABLE,
    Code.KEY_REJECTED,
    Code.PERMISSION_DENIED,
    Code.AGENT_UNKNOWN,
    Code.CALLER_ID_REJECTED,
    Code.MANAGED_BY_ADMIN,
    Code.RATE_LIMITED,
    Code.REQUEST_REJECTED,
}


class Journal:
    """One connection to the journal file; to be used by one thread at a time."""

    def __init__(self, file: Path, longest_attempt_s: float):
        """Open or create the file; a call `dialing` for longer than `longest_attempt_s` reads as unknown."""
        self._file = file
        self._longest_attempt = timedelta(seconds=longest_attempt_s)
        with self._coded():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Phone numbers are personal data; SQLite gives the files beside this one the same mode.
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))
            file.chmod(0o600)
            self._database = sqlite3.connect(
                file, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
        try:
            with self._coded():
                self._database.row_factory = sqlite3.Row
                self._use_wal()
                self._database.execute("PRAGMA synchronous=FULL")
                self._migrate()
        except Failed:
            self._database.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def open(self, call: PlaceCall, number: Number | None, now: datetime) -> Call | None:
        """Put the call on disk as `dialing`, before it is placed.

        Returns None when this is the first time, or the call as it stands when this `request_id` was
        opened before, by this process or another: then it must not be dialled again.
        """
        with self._transaction() as database:
            found = database.execute(
                "SELECT * FROM calls WHERE request_id = ?", (call.request_id,)
            ).fetchone()
            if found is not None:
                return self._call(found, now)
            database.execute(
                "INSERT INTO calls (request_id, number, international, written, extension, page, via,"
                " state, opened_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'dialing', ?)",
                (
                    call.request_id,
                    number.e164 if number else call.number,
                    number.international if number else call.number,
                    call.written,
                    call.extension,
                    call.page,
                    call.via,
                    timestamp(now),
                ),
            )
            return None

    def close_placed(self, request_id: str, call_id: str, now: datetime) -> None:
        """Voiso gave a call ID."""
        self._close(request_id, "placed", call_id, None, now)

    def close_failed(self, request_id: str, problem: Failed, now: datetime) -> None:
        """No call ID: `unknown` where it may be ringing, `refused` where somebody said no, else `failed`."""
        state: CallState = "refused" if problem.code in _REFUSALS else "failed"
        if problem.outcome_unknown:
            state = "unknown"
        self._close(request_id, state, None, Failure.of(problem), now)

    def history(self, limit: int, before: int | None, now: datetime) -> History:
        """Read a page of calls, newest first."""
        with self._coded():
            rows = self._database.execute(
                "SELECT * FROM calls WHERE seq < ? ORDER BY seq DESC LIMIT ?",
                (before if before is not None else 2**63 - 1, limit + 1),
            ).fetchall()
        return History(calls=[self._call(row, now) for row in rows[:limit]], more=len(rows) > limit)

    def _close(
        self, request_id: str, state: CallState, call_id: str | None, failure: Failure | None, now: datetime
    ) -> None:
        told = failure.model_dump_json() if failure is not None else None
        with self._transaction() as database:
            database.execute(
                "UPDATE calls SET state = ?, call_id = ?, failure = ?, closed_at = ? WHERE request_id = ?",
                (state, call_id, told, timestamp(now), request_id),
            )

    def _call(self, row: sqlite3.Row, now: datetime) -> Call:
        content: dict[str, Any] = dict(row)
        content["failure"] = json.loads(content["failure"]) if content["failure"] else None
        given_up = now - datetime.fromisoformat(content["opened_at"]) > self._longest_attempt
        if content["state"] == "dialing" and given_up:
            # Whoever dialled is gone and told nobody how it ended.
            content["state"] = "unknown"
            content["failure"] = Failure.of(interrupted()).model_dump()
        return Call.model_validate_json(json.dumps(content))

    def _use_wal(self) -> None:
        """Switch a new file to WAL. SQLite's busy timeout does not hold for this one statement."""
        patience = time.monotonic() + BUSY_TIMEOUT_S
        while True:
            try:
                self._database.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                    raise
                time.sleep(0.01)  # another process is creating the same file
            else:
                return

    def _migrate(self) -> None:
        with self._transaction() as database:
            version = database.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                database.execute(_SCHEMA)
                database.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            elif version > SCHEMA_VERSION:
                raise Failed(
                    Code.VERSION_MISMATCH,
                    f"{self._file} was written by a newer version of the host",
                    update="host",
                )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """Run one immediate transaction: no two host processes are ever inside."""
        with self._coded():
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    @contextmanager
    def _coded(self) -> Iterator[None]:
        """Without a journal nobody dials: a fault of disk or file becomes a coded failure."""
        try:
            yield
        except (sqlite3.Error, OSError) as problem:
            raise Failed(
                Code.INTERNAL, f"{self._file}: {type(problem).__name__}: {problem}", file=str(self._file)
            ) from problem


def interrupted() -> Failed:
    """Say that a call was begun elsewhere and nobody here knows how it ended, or whether it has."""
    return Failed(
        Code.CALL_OUTCOME_UNKNOWN, "begun by another host, which has not said more", outcome=UNKNOWN
    )


def timestamp(moment: datetime) -> str:
    """Write a moment as the protocol does: UTC, RFC 3339, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
