"""A call and a page of the history cost as little with 100,000 calls as with few: no query reads them all."""

import sqlite3
from collections.abc import Callable

import pytest

from support.journal_helpers import NOW, NUMBER, reserve, reserved
from voiso_call.store.journal import Journal

CALLS = 100_000
MANY_STEPS = 20_000  # of SQLite's virtual machine, which takes some for every row that it reads
FILL = """
WITH RECURSIVE earlier(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM earlier WHERE n < 100000)
INSERT INTO calls (request_id, number, international, trigger, state, call_id, requested_at, ended_at)
SELECT 'earlier-' || n, '+14155550100', '+1 415-555-0100', 'click', 'placed', 'call-' || n, at, at
FROM (SELECT n, strftime('%Y-%m-%dT%H:%M:%f+00:00', '2026-02-27', '-' || (100000 - n) || ' minutes') AS at
      FROM earlier)
"""
USES: dict[str, Callable[[Journal], object]] = {
    "the newest calls": lambda journal: journal.history(100, None, NOW).calls[99],
    "earlier calls": lambda journal: journal.history(100, CALLS // 2, NOW).calls[99],
    "the limits": lambda journal: journal.recent_calls(NUMBER, NOW),
    "an earlier call": lambda journal: journal.find("earlier-77", NOW),
    "a new call": lambda journal: journal.mark_placed(reserved(journal), "call", NOW),
    "a repeated request": lambda journal: reserve(journal, "earlier-99999"),
}


def test_nothing_that_is_done_for_a_call_reads_all_calls(journal: Journal) -> None:
    with journal.database.transaction() as connection:
        connection.execute(FILL)
    steps = 0

    def stop_after_many() -> bool:
        nonlocal steps
        steps += MANY_STEPS // 20
        return steps > MANY_STEPS

    connection.set_progress_handler(stop_after_many, MANY_STEPS // 20)
    for name, use in USES.items():
        steps = 0
        use(journal)
        assert steps <= MANY_STEPS, name
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        connection.execute("SELECT max(number) FROM calls").fetchone()
