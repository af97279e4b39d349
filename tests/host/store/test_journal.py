"""The journal: a row on disk before the call, one row a gesture, and the truth about calls nobody closed."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

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


def test_reserve_writes_the_call_to_disk(journal: Journal, paths: AppPaths) -> None:
    assert dial(journal) == Reservation(1, 0)
    with sqlite3.connect(paths.journal_file) as other:
        assert other.execute("SELECT state, number FROM calls").fetchall() == [("dialing", "+14155550100")]
    other.close()


def test_database_uses_wal_and_full_sync(journal: Journal) -> None:
    database = journal._database._connection
    assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert database.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def test_request_is_reserved_once_across_processes(journal: Journal, paths: AppPaths) -> None:
    dial(journal)
    other = opened(paths)
    found = asked_again(other)
    other.close()
    assert found.state == "dialing"


def test_repeated_request_returns_the_recorded_outcome(journal: Journal) -> None:
    problems = {
        "gesture-2": (CallError(Code.KEY_REJECTED, "HTTP 401"), "refused"),
        "gesture-3": (CallError(Code.VOISO_UNREACHABLE, "no connection"), "failed"),
        "gesture-4": (CallError(Code.CALL_OUTCOME_UNKNOWN, "no answer", outcome=OUTCOME_UNKNOWN), "unknown"),
    }
    dial(journal)
    journal.mark_placed("gesture-1", "id-1", NOW)
    for request_id, (problem, _) in problems.items():
        dial(journal, request_id)
        journal.mark_failed(request_id, problem, NOW)

    placed = asked_again(journal)
    assert (placed.state, placed.call_id, placed.closed_at) == ("placed", "id-1", "2026-03-01T12:00:00.000Z")
    for request_id, (problem, state) in problems.items():
        found = asked_again(journal, request_id)
        assert found.failure is not None
        assert (found.state, found.failure.code, found.failure.params) == (
            state,
            problem.code,
            problem.params,
        )


def test_overdue_dialing_call_becomes_unknown(journal: Journal) -> None:
    dial(journal)
    during, after = NOW + timedelta(seconds=LONGEST_S), NOW + timedelta(seconds=LONGEST_S + 1)
    assert journal.history(1, None, during).calls[0].state == "dialing"
    late = journal.history(1, None, after).calls[0]
    assert late.failure is not None
    assert (late.state, late.failure.code) == ("unknown", Code.CALL_OUTCOME_UNKNOWN)


def test_history_is_paged_newest_first(journal: Journal) -> None:
    for number in range(5):
        dial(journal, f"gesture-{number}")
    first = journal.history(2, None, NOW)
    second = journal.history(2, first.calls[-1].seq, NOW)
    third = journal.history(2, second.calls[-1].seq, NOW)
    ids = [each.request_id for page in (first, second, third) for each in page.calls]
    assert ids == ["gesture-4", "gesture-3", "gesture-2", "gesture-1", "gesture-0"]
    assert (first.more, second.more, third.more) == (True, True, False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guards files by access lists, not by modes")
def test_journal_files_are_private(paths: AppPaths) -> None:
    paths.state.mkdir(parents=True, mode=0o755)
    journal = opened(paths)
    dial(journal)
    modes = {file.name: file.stat().st_mode & 0o077 for file in paths.state.rglob("*")}
    journal.close()
    assert {"journal.sqlite3", "journal.sqlite3-wal", "journal.sqlite3-shm", "hosts"} < modes.keys()
    assert set(modes.values()) == {0}


@pytest.mark.parametrize("again", range(6))  # two that create the file at once do not always meet
def test_concurrent_processes_reserve_each_request_once(paths: AppPaths, again: int) -> None:
    command = [sys.executable, journal_opener.__file__, str(paths.journal_file)]
    both = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    try:
        for process in both:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        for process in both:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        first, second = (set(process.communicate(timeout=60)[0].split()) for process in both)
        assert [process.returncode for process in both] == [0, 0], "and neither is locked out"
    finally:
        for process in both:
            process.kill()
            process.communicate()
    assert first & second == set()
    assert first | second == {str(n) for n in range(300)}


def test_file_that_is_not_a_journal_is_quarantined_unchanged(paths: AppPaths) -> None:
    paths.state.mkdir(parents=True)
    paths.journal_file.write_bytes(b"not a database, but somebody's file" * 100)
    journal = opened(paths)
    aside = Path(journal.history(1, None, NOW).quarantined_journal or "")
    assert aside.read_bytes() == b"not a database, but somebody's file" * 100
    assert aside.parent == paths.state
    assert journal.reserve(call(), NUMBER, NOW, lambda recent: recent.quarantined_journal) == str(aside)
    agreed = call().model_copy(update={"confirmed": ["journal_quarantined"]})
    assert isinstance(journal.reserve(agreed, NUMBER, NOW, let_through), Reservation)
    assert journal.recent_calls(NUMBER, NOW).quarantined_journal is None, "asked once"
    assert journal.history(1, None, NOW).quarantined_journal == str(aside), (
        "told for as long as there is a history"
    )
    journal.close()


def test_replaced_file_is_quarantined_by_a_host_that_had_it_open(
    paths: AppPaths,
) -> None:
    journal = opened(paths)
    dial(journal, "gesture-before")
    for file in paths.state.glob("journal.sqlite3*"):
        file.unlink()
    paths.journal_file.write_bytes(b"restored from somewhere" * 100)
    aside = journal.reserve(call(), NUMBER, NOW, lambda recent: recent.quarantined_journal)
    assert Path(str(aside)).read_bytes() == b"restored from somewhere" * 100
    journal.close()


def test_later_damage_is_quarantined_once_for_all_connections(
    paths: AppPaths,
) -> None:
    first, second = opened(paths), opened(paths)
    for number in range(200):
        dial(first, f"gesture-{number}")
    first._database._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with paths.journal_file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (paths.journal_file.stat().st_size - 4096))
    third = opened(paths)  # one with nothing in its memory
    with pytest.raises(CallError) as problem:
        third.history(100, None, NOW)
    assert problem.value.code is Code.INTERNAL
    assert third.history(100, None, NOW).quarantined_journal is not None
    assert isinstance(dial(second, "gesture-anew"), Reservation)
    assert [each.request_id for each in third.history(10, None, NOW).calls] == ["gesture-anew"], (
        "one file for all"
    )
    assert len(list(paths.state.glob("journal.damaged-*.sqlite3"))) == 1
    for each in (first, second, third):
        each.close()


def test_journal_of_a_newer_host_is_not_touched(journal: Journal, paths: AppPaths) -> None:
    journal._database._connection.execute("PRAGMA user_version=99")
    with pytest.raises(CallError) as problem:
        opened(paths)
    assert (problem.value.code, problem.value.params) == (Code.VERSION_MISMATCH, {"update": "host"})
