"""Every call, before it is placed and after, in one SQLite file that all host processes share.

A row is on disk (WAL, `synchronous=FULL`) before the request leaves this machine, so that a host that is
killed at any moment leaves the question "did I dial?" answered or honestly open, never forgotten. The file
itself is `store`'s business, who of those that dial still lives `presence`'s.
"""

import hmac
import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from voiso_call.config.limit_settings import MAX_LIMIT
from voiso_call.diagnostics.redaction import redact_number
from voiso_call.errors import OUTCOME_UNKNOWN, REFUSAL_CODES, CallError, Code
from voiso_call.policy.phone_numbers import PhoneNumber
from voiso_call.policy.rate_limits import DAY_S, MINUTE_S, RecentCalls
from voiso_call.policy.retry import MAX_WAIT_S, retry_due
from voiso_call.protocol.messages import Call, CallState, Failure, History, PlaceCall
from voiso_call.store.database import Database
from voiso_call.store.process_registry import ProcessLock, is_alive

S = TypeVar("S")
AdmissionCheck = Callable[[RecentCalls], S | None]

_MAY_HAVE_RUNG = "state IN ('dialing', 'placed', 'unknown')"


@dataclass(frozen=True)
class Reservation:
    """The call is on disk and may be dialled."""

    attempt: int  # how often Voiso is asked for it, this time included
    elapsed_s: float  # since the agent first wanted it


class Journal:
    """One connection to the journal file; to be used by one thread at a time."""

    def __init__(self, file: Path, process_locks: Path, max_attempt_s: float):
        """Open or create the file; `hosts` is the folder in which host processes tell that they live.

        A call `dialing` for longer than `longest_attempt_s` reads as unknown. A file that is damaged is set
        aside and another one begun, which keeps its name. Raises CallError: internal, version_mismatch.
        """
        self._database = Database(file)
        self._process_locks = process_locks
        self._max_attempt = timedelta(seconds=max_attempt_s)
        self._process_lock: ProcessLock | None = None

    def close(self) -> None:
        """Close the file."""
        self._database.close()
        if self._process_lock is not None:
            self._process_lock.close()

    def reserve(
        self,
        call: PlaceCall,
        number: PhoneNumber | None,
        now: datetime,
        judge: AdmissionCheck[S],
        *,
        mask: bool = False,
    ) -> Reservation | Call | S:
        """Put the call on disk as `dialing`, before it is placed.

        Returns Opened when it may be dialled now; the call as it stands when this `request_id` was opened
        before, by this process or another, and must not be dialled again; else what `judge` says, in the same
        transaction as it counts, so that no two processes take the last place. A call that Voiso refused for
        being one of too many is opened again when its time has come.
        """
        with self._database.transaction() as database:
            found = self._find(call.request_id)
            number_hash = self._number_hash(number)
            if found is not None:
                before = self._call(found, now)
                if not retry_due(before, now):
                    return before
            stopped = judge(self._recent_calls(number_hash, call.request_id, now))
            if stopped is not None:
                return stopped
            if "journal_quarantined" in call.confirmed:
                database.execute("DELETE FROM metadata WHERE name = 'quarantined_unconfirmed'")
            owner = self._process().id
            if found is not None:
                database.execute(
                    "UPDATE calls SET state = 'dialing', failure = NULL, closed_at = NULL, owner_id = ?,"
                    " attempts = attempts + 1 WHERE seq = ?",
                    (owner, found["seq"]),
                )
                since = now - datetime.fromisoformat(found["opened_at"])
                return Reservation(found["attempts"] + 1, since.total_seconds())
            self._insert(call, number, now, mask, state="dialing", owner_id=owner, number_hash=number_hash)
            return Reservation(1, 0)

    def record_refusal(
        self,
        call: PlaceCall,
        number: PhoneNumber | None,
        problem: CallError,
        now: datetime,
        *,
        mask: bool = False,
    ) -> None:
        """Write down a call that was refused here and never dialled; it is told again, and not counted."""
        with self._database.transaction():
            found = self._find(call.request_id)
            if found is None:
                self._insert(call, number, now, mask, state="refused", was_dialled=0)
            if found is None or found["state"] == "refused":
                self._update(call.request_id, "refused", None, Failure.from_error(problem), now)

    def mark_placed(self, request_id: str, call_id: str, now: datetime) -> None:
        """Voiso gave a call ID."""
        with self._database.transaction():
            self._update(request_id, "placed", call_id, None, now)

    def mark_failed(self, request_id: str, problem: CallError, now: datetime) -> None:
        """No call ID: `unknown` where it may be ringing, `refused` where somebody said no, else `failed`."""
        state: CallState = "refused" if problem.code in REFUSAL_CODES else "failed"
        if problem.outcome_unknown:
            state = "unknown"
        with self._database.transaction():
            self._update(request_id, state, None, Failure.from_error(problem), now)

    def find(self, request_id: str, now: datetime) -> Call | None:
        """Read one call as it stands."""
        self._resolve_orphans(now)
        with self._database.errors_mapped():
            row = self._find(request_id)
        return None if row is None else self._call(row, now)

    def recent_calls(self, number: PhoneNumber | None, now: datetime) -> RecentCalls:
        """Count the calls that one to this number would be judged by."""
        with self._database.errors_mapped():
            return self._recent_calls(self._number_hash(number), "", now)

    def history(self, limit: int, before: int | None, now: datetime) -> History:
        """Read a page of calls, newest first."""
        self._resolve_orphans(now)
        with self._database.errors_mapped():
            rows = self._database.execute(
                "SELECT * FROM calls WHERE seq < ? AND is_cleared = 0 ORDER BY seq DESC LIMIT ?",
                (before if before is not None else 2**63 - 1, limit + 1),
            ).fetchall()
            set_aside = self._database.get_metadata("quarantined")
        calls = [self._call(row, now) for row in rows[:limit]]
        return History(calls=calls, more=len(rows) > limit, quarantined_journal=set_aside)

    def apply_retention(self, retention_days: int, now: datetime) -> None:
        """Forget what need not be known any more: old calls, and by what those of yesterday were counted."""
        with self._database.transaction() as database:
            too_old = (timestamp(now - timedelta(days=retention_days)),)
            gone = database.execute("DELETE FROM calls WHERE opened_at < ?", too_old).rowcount
            yesterday = (timestamp(now - timedelta(seconds=DAY_S)),)
            database.execute("DELETE FROM calls WHERE is_cleared = 1 AND opened_at < ?", yesterday)
            database.execute(
                "UPDATE calls SET number_hash = NULL WHERE number_hash IS NOT NULL AND opened_at < ?",
                yesterday,
            )
        if gone:
            self._database.truncate_wal()

    def clear_history(self, now: datetime) -> int:
        """Forget every call, and tell how many there were.

        Of those of the last day it is kept that there was one, without a number that anybody could read: a
        gesture of today must not dial twice, and a limit not begin anew, because the history was cleared.
        """
        self._resolve_orphans(now)
        yesterday = (timestamp(now - timedelta(seconds=DAY_S)),)
        ended = "is_cleared = 0 AND state <> 'dialing'"
        with self._database.transaction() as database:
            old = database.execute(f"DELETE FROM calls WHERE {ended} AND opened_at < ?", yesterday).rowcount  # noqa: S608
            young = database.execute(
                "UPDATE calls SET is_cleared = 1, number = '', international = '', original_text = NULL,"  # noqa: S608
                f" extension = NULL, page = NULL WHERE {ended}"
            ).rowcount
            database.execute("DELETE FROM metadata WHERE name = 'quarantined'")
        self._database.truncate_wal()
        return old + young

    # --- rows

    def _find(self, request_id: str) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._database.execute(
            "SELECT * FROM calls WHERE request_id = ?", (request_id,)
        ).fetchone()
        return row

    def _insert(
        self, call: PlaceCall, number: PhoneNumber | None, now: datetime, mask: bool, **more: str | int | None
    ) -> None:
        shown = number.e164 if number else call.number
        row = {
            "request_id": call.request_id,
            "number": redact_number(shown) if mask else shown,
            "international": redact_number(shown)
            if mask
            else number.international
            if number
            else call.number,
            "original_text": None if mask else call.original_text,
            "extension": None if mask else call.extension,
            "page": call.page,
            "trigger": call.trigger,
            "opened_at": timestamp(now),
            **more,
        }
        names, placeholders = ", ".join(row), ", ".join("?" * len(row))
        self._database.execute(f"INSERT INTO calls ({names}) VALUES ({placeholders})", tuple(row.values()))  # noqa: S608

    def _update(
        self, request_id: str, state: CallState, call_id: str | None, failure: Failure | None, now: datetime
    ) -> None:
        told = failure.model_dump_json() if failure is not None else None
        self._database.execute(
            "UPDATE calls SET state = ?, call_id = ?, failure = ?, closed_at = ? WHERE request_id = ?",
            (state, call_id, told, timestamp(now), request_id),
        )

    def _call(self, row: sqlite3.Row, now: datetime) -> Call:
        content: dict[str, Any] = {name: row[name] for name in Call.model_fields}
        content["failure"] = json.loads(content["failure"]) if content["failure"] else None
        given_up = now - datetime.fromisoformat(content["opened_at"]) > self._max_duration(row)
        if content["state"] == "dialing" and (given_up or not self._owner_is_alive(row)):
            # Whoever dialled is gone, or could not write any more, and told nobody how it ended.
            content["state"] = "unknown"
            content["failure"] = Failure.from_error(outcome_unknown_error()).model_dump()
        return Call.model_validate_json(json.dumps(content))

    def _max_duration(self, row: sqlite3.Row) -> timedelta:
        """How long a call may be under way: one that Voiso had refused for a while began earlier."""
        return self._max_attempt + timedelta(seconds=MAX_WAIT_S if row["attempts"] > 1 else 0)

    def _owner_is_alive(self, row: sqlite3.Row) -> bool:
        if self._process_lock is not None and row["owner_id"] == self._process_lock.id:
            return True
        return is_alive(self._process_locks, row["owner_id"])

    def _resolve_orphans(self, now: datetime) -> None:
        """Write down as unknown what hosts were dialling that are gone."""
        with self._database.errors_mapped():
            under_way = self._database.execute("SELECT * FROM calls WHERE state = 'dialing'").fetchall()
        lost = [row["request_id"] for row in under_way if not self._owner_is_alive(row)]
        if not lost:
            return
        with self._database.transaction():
            for request_id in lost:
                row = self._find(request_id)
                if row is not None and row["state"] == "dialing":
                    self._update(
                        request_id, "unknown", None, Failure.from_error(outcome_unknown_error()), now
                    )

    # --- counts

    def _recent_calls(self, number_hash: str | None, without: str, now: datetime) -> RecentCalls:
        def ages(which: str, within_s: int, *values: str) -> list[float]:
            # A clock that was put back makes calls of the future: near ones count as of now.
            around = (timestamp(now - timedelta(seconds=s)) for s in (within_s, -within_s))
            rows = self._database.execute(
                f"SELECT opened_at FROM calls WHERE {which} AND request_id <> ? AND opened_at > ?"  # noqa: S608
                f" AND opened_at < ? ORDER BY opened_at DESC LIMIT {MAX_LIMIT}",
                (*values, without, *around),
            ).fetchall()
            moments = (datetime.fromisoformat(row["opened_at"]) for row in rows)
            return [max(0.0, (now - moment).total_seconds()) for moment in moments]

        return RecentCalls(
            ages_any_number=ages("was_dialled = 1 AND state <> 'failed'", MINUTE_S),
            ages_same_number=ages(f"number_hash = ? AND {_MAY_HAVE_RUNG}", DAY_S, number_hash)
            if number_hash
            else (),
            quarantined_journal=self._database.get_metadata("quarantined_unconfirmed"),
        )

    def _number_hash(self, number: PhoneNumber | None) -> str | None:
        """What calls of this number have in common; it does not say the number, and is forgotten in a day."""
        if number is None:
            return None
        key = self._database.get_metadata("number_hash_key") or ""
        return hmac.digest(bytes.fromhex(key), number.e164.encode(), "sha256").hex()

    def _process(self) -> ProcessLock:
        if self._process_lock is None:
            self._process_lock = ProcessLock(self._process_locks)
        return self._process_lock


def outcome_unknown_error() -> CallError:
    """Say that a call was begun elsewhere and nobody here knows how it ended, or whether it has."""
    return CallError(
        Code.CALL_OUTCOME_UNKNOWN, "begun by another host, which has not said more", outcome=OUTCOME_UNKNOWN
    )


def timestamp(moment: datetime) -> str:
    """Write a moment as the protocol does: UTC, RFC 3339, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
