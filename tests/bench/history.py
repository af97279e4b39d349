"""How long a journal of 100,000 calls takes to answer, against SQLite's own reading of as many rows.

Run where tests/run.py has set everything up: `.local/venv/bin/python tests/bench/history.py [CALLS]`.
"""

import asyncio
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.policy.phone_numbers import parse
from voiso_call.protocol.messages import GetHistory, History, PlaceCall
from voiso_call.store.journal import Journal, timestamp
from voiso_call.voiso.client import MAX_ATTEMPT_S

LOOKS = 200
PAGE = 20


def main(count: int = 100_000) -> int:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        paths = AppPaths(config=root, state=root, data=root, logs=root)
        fill(paths, count)
        asyncio.run(ask(paths, count))
        write(paths)
    return 0


def fill(paths: AppPaths, count: int) -> None:
    """Write as many calls as an agent makes in years, a minute apart."""
    Journal(paths.journal_file, paths.process_locks, MAX_ATTEMPT_S).close()
    now = datetime.now(UTC)
    with closing(sqlite3.connect(paths.journal_file)) as database, database:
        database.executemany(
            "INSERT INTO calls (request_id, number, international, via, opened_at, state, call_id, closed_at)"
            " VALUES (?, ?, ?, 'click', ?, 'placed', ?, ?)",
            (
                (f"gesture-{n}", "+442079460000", "+44 20 7946 0000", moment, f"test-call-{n}", moment)
                for n, moment in (
                    (n, timestamp(now - timedelta(minutes=(count - n) * 0.9))) for n in range(count)
                )
            ),
        )


async def ask(paths: AppPaths, count: int) -> None:
    """Ask as the popup does."""
    dispatcher = RequestDispatcher(paths, lambda: datetime(2020, 1, 1, tzinfo=UTC))  # so that nothing is old
    newest = GetHistory(type="get_history", limit=PAGE)
    middle = GetHistory(type="get_history", limit=PAGE, before=count // 2)
    before = time.perf_counter()
    reply = await dispatcher.handle(newest)
    print(f"{count} calls: a fresh host's first page {(time.perf_counter() - before) * 1000:8.2f} ms")
    assert isinstance(reply, History)
    assert len(reply.calls) == PAGE
    print(f"the newest {PAGE}                        {await each(lambda: dispatcher.handle(newest)):8.2f} ms")
    print(f"{PAGE} from the middle                   {await each(lambda: dispatcher.handle(middle)):8.2f} ms")
    await dispatcher.close()
    with closing(sqlite3.connect(paths.journal_file)) as database:

        async def bare() -> None:
            database.execute("SELECT * FROM calls ORDER BY seq DESC LIMIT ?", (PAGE,)).fetchall()

        print(f"SQLite alone, the newest {PAGE}            {await each(bare):8.2f} ms")


def write(paths: AppPaths) -> None:
    """Open and close one more call: what stands between a click and the request."""
    journal = Journal(paths.journal_file, paths.process_locks, MAX_ATTEMPT_S)
    number = parse("+442079460000", "GB").number
    opening = closing_ = 0.0
    for n in range(LOOKS):
        call = PlaceCall(
            type="place_call", request_id=f"gesture-of-bench-{n}", number="+442079460000", trigger="click"
        )
        began = time.perf_counter()
        journal.reserve(call, number, datetime.now(UTC), lambda _: None)
        opened = time.perf_counter()
        journal.mark_placed(call.request_id, "test-call", datetime.now(UTC))
        opening += opened - began
        closing_ += time.perf_counter() - opened
    journal.close()
    print(f"a call written down before it is sent  {opening / LOOKS * 1000:8.2f} ms, fsync included")
    print(f"its end written down                   {closing_ / LOOKS * 1000:8.2f} ms")


async def each(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds of one of many runs."""
    before = time.perf_counter()
    for _ in range(LOOKS):
        await work()
    return (time.perf_counter() - before) * 1000 / LOOKS


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
