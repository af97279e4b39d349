"""Measures a journal of 100,000 calls: reading pages of the history, and writing one more call.

Run with the host installed: `.local/venv/bin/python tests/bench/history.py [CALLS]`.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.policy.phone_numbers import parse
from voiso_call.protocol.messages import GetHistory, History, PlaceCall
from voiso_call.store.journal import Journal, Reservation
from voiso_call.voiso.client import MAX_ATTEMPT_S

RUNS = 200
PAGE_SIZE = 20
MINUTES_BETWEEN_CALLS = 0.9
_FILL = """
WITH RECURSIVE
    numbers (number) AS (SELECT 0 UNION ALL SELECT number + 1 FROM numbers WHERE number + 1 < :count),
    rows AS (
        SELECT number, strftime('%Y-%m-%dT%H:%M:%fZ', :first + number * :seconds, 'unixepoch') AS moment
        FROM numbers
    )
INSERT INTO calls (request_id, number, international, trigger, requested_at, state, call_id, ended_at)
SELECT printf('call-%07d', number), '+442079460000', '+44 20 7946 0000', 'click', moment, 'placed',
    printf('test-call-%07d', number), moment
FROM rows
"""


def main(count: int = 100_000) -> int:
    """Print the times."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        paths = AppPaths(config=root, state=root, data=root, logs=root)
        fill_journal(paths, count)
        print(f"Journal of {count:,} calls: time in ms, average of {RUNS} runs but for the first.")
        asyncio.run(measure_reading(paths, count))
        measure_writing(paths)
    return 0


def fill_journal(paths: AppPaths, count: int, minutes_between_calls: float = MINUTES_BETWEEN_CALLS) -> None:
    """Write placed calls, the last one now."""
    Journal(paths.journal_file, paths.process_locks, MAX_ATTEMPT_S).close()
    seconds = minutes_between_calls * 60
    values = {"count": count, "seconds": seconds, "first": time.time() - (count - 1) * seconds}
    with closing(sqlite3.connect(paths.journal_file)) as database, database:
        # SQLite makes the rows by itself, in one transaction, and without care for a power failure: 1,000,000
        # calls take seconds. The host switches back to its own journal mode.
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -200000"):
            database.execute(f"PRAGMA {pragma}")
        database.execute(_FILL, values)


async def measure_reading(paths: AppPaths, count: int) -> None:
    """Measure pages of the history, read as the popup reads them."""
    dispatcher = RequestDispatcher(
        paths, lambda: datetime(2020, 1, 1, tzinfo=UTC)
    )  # so early that nothing expires
    newest = GetHistory(type="get_history", limit=PAGE_SIZE)
    middle = GetHistory(type="get_history", limit=PAGE_SIZE, before=count // 2)
    start = time.perf_counter()
    reply = await dispatcher.handle(newest)
    print_row("first page of a new host", (time.perf_counter() - start) * 1000)
    assert isinstance(reply, History)
    assert len(reply.calls) == PAGE_SIZE
    print_row(f"newest {PAGE_SIZE} calls", await average_ms(lambda: dispatcher.handle(newest)))
    print_row(f"{PAGE_SIZE} calls from the middle", await average_ms(lambda: dispatcher.handle(middle)))
    await dispatcher.close()
    with closing(sqlite3.connect(paths.journal_file)) as database:

        async def query() -> None:
            database.execute("SELECT * FROM calls ORDER BY seq DESC LIMIT ?", (PAGE_SIZE,)).fetchall()

        print_row(f"SQLite alone, newest {PAGE_SIZE} calls", await average_ms(query))


def measure_writing(paths: AppPaths) -> None:
    """Measure what is written before a call is sent to Voiso, and after it."""
    journal = Journal(paths.journal_file, paths.process_locks, MAX_ATTEMPT_S)
    number = parse("+442079460000", "GB").number
    reserve_s = close_s = 0.0
    for index in range(RUNS):
        call = PlaceCall(
            type="place_call",
            request_id=f"call-of-bench-{index}",
            number="+442079460000",
            trigger="click",
        )
        start = time.perf_counter()
        reservation = journal.reserve(call, number, datetime.now(UTC), lambda _: None)
        reserved = time.perf_counter()
        assert isinstance(reservation, Reservation)
        journal.mark_placed(reservation, "test-call", datetime.now(UTC))
        reserve_s += reserved - start
        close_s += time.perf_counter() - reserved
    journal.close()
    print_row("write a call before it is sent, with fsync", reserve_s / RUNS * 1000)
    print_row("write its result", close_s / RUNS * 1000)


async def average_ms(work: Callable[[], Awaitable[object]]) -> float:
    """Measure the average of many runs, in ms."""
    start = time.perf_counter()
    for _ in range(RUNS):
        await work()
    return (time.perf_counter() - start) * 1000 / RUNS


def print_row(name: str, ms: float) -> None:
    """Print one time."""
    print(f"{name:<44}{ms:8.2f}")


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
