"""Reads from the journal which recent calls count towards the limits."""

import hmac
import sqlite3
from datetime import datetime, timedelta

from voiso_call.config.limit_settings import MAX_LIMIT
from voiso_call.policy.phone_numbers import PhoneNumber
from voiso_call.policy.rate_limits import DAY_S, MINUTE_S, RecentCalls
from voiso_call.protocol.messages import PlaceCall
from voiso_call.protocol.timestamp import timestamp
from voiso_call.store.database import Database

_MAY_HAVE_REACHED_VOISO = "was_dialled = 1 AND state <> 'failed'"
_MAY_HAVE_RUNG = "state IN ('dialing', 'placed', 'unknown')"


def load_recent_calls(
    database: Database, number_hash: str | None, excluded_id: str, now: datetime
) -> RecentCalls:
    """Return the recent calls, except the one with the request_id `excluded_id`."""

    def ages(condition: str, within_s: int, *values: str) -> list[float]:
        # If the clock was set back, recent calls lie in the future: they count as made now.
        range_ = (timestamp(now - timedelta(seconds=s)) for s in (within_s, -within_s))
        rows = database.execute(
            f"SELECT requested_at FROM calls WHERE {condition} AND request_id <> ? AND requested_at > ?"  # noqa: S608
            f" AND requested_at < ? ORDER BY requested_at DESC LIMIT {MAX_LIMIT}",
            (*values, excluded_id, *range_),
        ).fetchall()
        times = (datetime.fromisoformat(row["requested_at"]) for row in rows)
        return [max(0.0, (now - time).total_seconds()) for time in times]

    return RecentCalls(
        ages_any_number=ages(_MAY_HAVE_REACHED_VOISO, MINUTE_S),
        ages_same_number=ages(f"number_hash = ? AND {_MAY_HAVE_RUNG}", DAY_S, number_hash)
        if number_hash
        else (),
        quarantined_journal=database.get_metadata("quarantined_unconfirmed"),
    )


def hash_number(database: Database, number: PhoneNumber | None) -> str | None:
    """Return a keyed hash (HMAC-SHA-256) that finds calls to the same number without storing the number.

    The key is random for each journal. Hashes are deleted at the first clean-up after a day.
    """
    return None if number is None else _hash(database, number.e164)


def hash_called(database: Database, call: PlaceCall, number: PhoneNumber | None) -> str:
    """Return `hash_number`, or for a text that is not a number its hash: what a `request_id` is bound to."""
    return hash_number(database, number) or _hash(database, f"text {call.number}")


def is_same_number(database: Database, row: sqlite3.Row, call: PlaceCall, number: PhoneNumber | None) -> bool:
    """Return whether a row is of a call to the same number; also False if that is not known any more."""
    if row["number_hash"] is not None:
        return bool(row["number_hash"] == hash_called(database, call, number))
    return bool(row["number"] == (number.e164 if number else call.number))


def _hash(database: Database, text: str) -> str:
    key = database.get_metadata("number_hash_key") or ""
    return hmac.digest(bytes.fromhex(key), text.encode(), "sha256").hex()
