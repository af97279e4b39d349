"""What the journal counts, keeps and forgets, and what it makes of an older file and of the dead."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from support import journal_opener
from voiso_call.config.paths import AppPaths
from voiso_call.errors import OUTCOME_UNKNOWN, CallError, Code
from voiso_call.policy import phone_numbers
from voiso_call.policy.rate_limits import RecentCalls
from voiso_call.protocol.messages import Call, PlaceCall
from voiso_call.store.journal import Journal, Reservation

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LONGEST_S = 35
NUMBER = phone_numbers.parse("+14155550100", None).number


def let_through(_: RecentCalls) -> None:
    """Judge as a policy that allows everything."""


def opened(paths: AppPaths) -> Journal:
    return Journal(paths.journal_file, paths.process_locks, LONGEST_S)


def dial(
    journal: Journal, request_id: str = "gesture-1", now: datetime = NOW, **how: bool
) -> Reservation | Call:
    found = journal.reserve(call(request_id), NUMBER, now, let_through, **how)
    assert found is not None
    return found


def asked_again(journal: Journal, request_id: str = "gesture-1", now: datetime = NOW) -> Call:
    found = dial(journal, request_id, now)
    assert isinstance(found, Call)
    return found


def call(request_id: str = "gesture-1") -> PlaceCall:
    return PlaceCall(
        type="place_call",
        request_id=request_id,
        number="+14155550100",
        original_text="415 555 0100",
        trigger="click",
    )


@pytest.fixture
def journal(paths: AppPaths) -> Iterator[Journal]:
    found = opened(paths)
    yield found
    found.close()


def test_dialing_calls_of_dead_hosts_are_unknown_of_living_ones_not(
    paths: AppPaths,
) -> None:
    living = opened(paths)
    dial(living, "gesture-living")
    dead = subprocess.run(
        [sys.executable, journal_opener.__file__, str(paths.journal_file)],
        input="go\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert len(dead.stdout.split()) == 301
    reader = opened(paths)
    states = {each.request_id: each.state for each in reader.history(100, None, datetime.now(UTC)).calls}
    assert set(states.values()) == {"unknown"}, "of the dead"
    assert reader.history(100, 2, NOW).calls[0].state == "dialing", "of the living"
    with sqlite3.connect(paths.journal_file) as database:
        kept = database.execute("SELECT state, count(*) FROM calls GROUP BY state").fetchall()
    database.close()
    assert dict(kept) == {"unknown": 300, "dialing": 1}, "and it is written down"
    living.close()
    assert reader.history(100, 2, NOW).calls[0].state == "unknown"
    reader.close()


def test_recent_calls_count_all_processes_by_minute_and_number(journal: Journal, paths: AppPaths) -> None:
    other = opened(paths)
    dial(other, "gesture-1", NOW - timedelta(hours=25))
    dial(other, "gesture-2", NOW - timedelta(hours=23))
    dial(other, "gesture-3", NOW - timedelta(seconds=59))
    dial(journal, "gesture-4", NOW - timedelta(seconds=3))
    journal.mark_failed("gesture-4", CallError(Code.VOISO_UNREACHABLE, "never sent"), NOW)
    dial(journal, "gesture-5", NOW - timedelta(seconds=2))
    journal.mark_failed("gesture-5", CallError(Code.AGENT_UNAVAILABLE, "HTTP 409"), NOW)
    journal.record_refusal(call("gesture-6"), NUMBER, CallError(Code.NUMBER_BLOCKED, "no"), NOW)
    found = journal.recent_calls(NUMBER, NOW)
    assert (found.ages_any_number, found.ages_same_number) == ([2, 59], [59, 23 * 3600])
    assert journal.recent_calls(phone_numbers.parse("+14155550101", None).number, NOW).ages_same_number == []
    other.close()


def test_recent_calls_count_future_calls_after_the_clock_was_set_back(journal: Journal) -> None:
    dial(journal, "gesture-1", NOW + timedelta(seconds=50))
    assert journal.recent_calls(NUMBER, NOW).ages_any_number == [0]


def test_reserve_counts_and_writes_in_one_transaction(journal: Journal, paths: AppPaths) -> None:
    other = opened(paths)
    other._database._connection.execute("PRAGMA busy_timeout=1")
    with pytest.raises(CallError, match="locked"):
        journal.reserve(call(), NUMBER, NOW, lambda _: dial(other, "gesture-2"))
    assert isinstance(dial(journal), Reservation), "nothing of it was kept"
    other.close()


LATER = CallError(Code.RATE_LIMITED, "HTTP 429", retry_after_s=10, may_retry=True)


def test_rate_limited_call_is_reserved_again_after_its_wait_only(
    journal: Journal,
) -> None:
    dial(journal)
    journal.mark_failed("gesture-1", LATER, NOW)
    assert asked_again(journal, now=NOW + timedelta(seconds=9)).state == "refused"
    again = dial(journal, now=NOW + timedelta(seconds=10))
    assert again == Reservation(2, 10)
    assert asked_again(journal, now=NOW + timedelta(seconds=10)).state == "dialing", "and by one only"


def test_other_refusals_are_never_reserved_again(journal: Journal) -> None:
    for number, problem in enumerate(
        (
            CallError(Code.RATE_LIMITED, "HTTP 429", retry_after_s=10, may_retry=False),
            CallError(Code.KEY_REJECTED, "HTTP 401", retry_after_s=10, may_retry=True),
            CallError(Code.RATE_LIMITED, "", retry_after_s=10, may_retry=True, outcome=OUTCOME_UNKNOWN),
        )
    ):
        dial(journal, f"gesture-{number}")
        journal.mark_failed(f"gesture-{number}", problem, NOW)
        assert asked_again(journal, f"gesture-{number}", NOW + timedelta(seconds=20)).failure is not None


def test_retention_deletes_old_calls_from_all_files(journal: Journal, paths: AppPaths) -> None:
    dial(journal, "gesture-old", NOW - timedelta(days=91))
    dial(journal, "gesture-new", NOW - timedelta(days=89))
    journal.apply_retention(90, NOW)
    assert [each.request_id for each in journal.history(5, None, NOW).calls] == ["gesture-new"]
    kept = b"".join(file.read_bytes() for file in paths.state.glob("journal.*"))
    assert (b"gesture-old" in kept, b"gesture-new" in kept) == (False, True)


def test_retention_deletes_number_hashes_after_a_day(journal: Journal) -> None:
    dial(journal, "gesture-1", NOW - timedelta(hours=25))
    dial(journal, "gesture-2", NOW)
    journal.apply_retention(90, NOW)
    rows = journal._database._connection.execute(
        "SELECT number_hash IS NULL FROM calls ORDER BY seq"
    ).fetchall()
    assert [tuple(row) for row in rows] == [(1,), (0,)]


def test_masked_number_is_in_no_file(journal: Journal, paths: AppPaths) -> None:
    dial(journal, mask=True)
    dial(journal, "gesture-2", mask=True)
    [second, first] = journal.history(5, None, NOW).calls
    assert (first.number, first.international, first.original_text) == ("+1 ••••00", "+1 ••••00", None)
    assert len(journal.recent_calls(NUMBER, NOW).ages_same_number) == 2, "and is counted all the same"
    kept = b"".join(file.read_bytes() for file in paths.state.glob("journal.*"))
    assert (b"5550100" in kept, b"555 0100" in kept, b"555-0100" in kept) == (False, False, False)
    assert second.state == "dialing"


def test_cleared_history_is_gone_but_requests_still_dial_once(journal: Journal, paths: AppPaths) -> None:
    dial(journal, "gesture-old", NOW - timedelta(days=2))
    dial(journal, "gesture-new", NOW)
    dial(journal, "gesture-dialing", NOW)
    for each in ("gesture-old", "gesture-new"):
        journal.mark_placed(each, "id-1", NOW)
    assert journal.clear_history(NOW) == 2
    assert [each.request_id for each in journal.history(5, None, NOW).calls] == ["gesture-dialing"]
    assert asked_again(journal, "gesture-new").call_id == "id-1"
    assert len(journal.recent_calls(NUMBER, NOW).ages_same_number) == 2
    journal.mark_placed("gesture-dialing", "id-2", NOW)
    journal.clear_history(NOW)
    kept = b"".join(file.read_bytes() for file in paths.state.glob("journal.*"))
    assert (b"gesture-old" in kept, b"4155550100" in kept, b"555-0100" in kept) == (False, False, False)
    journal.apply_retention(90, NOW + timedelta(days=1, seconds=1))
    assert journal._database._connection.execute("SELECT count(*) FROM calls").fetchone()[0] == 0
