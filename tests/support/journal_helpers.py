"""Shorthands for tests of the journal: a fixed time, a number, and calls that every policy allows."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

from voiso_call.config.paths import AppPaths
from voiso_call.policy import phone_numbers
from voiso_call.policy.rate_limits import RecentCalls
from voiso_call.protocol.messages import Call, PlaceCall
from voiso_call.store.journal import Journal, Reservation

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
MAX_ATTEMPT_S = 35
NUMBER = phone_numbers.parse("+14155550100", None).number


def open_journal(paths: AppPaths) -> Journal:
    """Open a connection to the test's journal, as each host process does."""
    return Journal(paths.journal_file, paths.process_locks, MAX_ATTEMPT_S)


def place_call(request_id: str = "request-1") -> PlaceCall:
    """Create a request to call NUMBER."""
    return PlaceCall(
        type="place_call",
        request_id=request_id,
        number="+14155550100",
        original_text="415 555 0100",
        trigger="click",
    )


def allow(_: RecentCalls) -> None:
    """Admit every call, as a policy without limits does."""


def reserve(
    journal: Journal, request_id: str = "request-1", now: datetime = NOW, *, redact: bool = False
) -> Reservation | Call:
    """Reserve a call in the journal; return the row instead if the request is already there."""
    result = journal.reserve(place_call(request_id), NUMBER, now, allow, redact=redact)
    assert result is not None
    return result


def reserved(
    journal: Journal, request_id: str = "request-1", now: datetime = NOW, *, redact: bool = False
) -> Reservation:
    """Reserve a call that is not in the journal yet, or whose retry is due."""
    result = reserve(journal, request_id, now, redact=redact)
    assert isinstance(result, Reservation)
    return result


def repeat(journal: Journal, request_id: str = "request-1", now: datetime = NOW) -> Call:
    """Repeat a request that must not be placed again, and return its row."""
    row = reserve(journal, request_id, now)
    assert isinstance(row, Call)
    return row


def execute(paths: AppPaths, statement: str) -> list[Any]:
    """Run one statement on the journal file, from a connection of its own, and return all rows."""
    with closing(sqlite3.connect(paths.journal_file)) as database:
        return database.execute(statement).fetchall()
