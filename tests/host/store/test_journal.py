"""The journal: a row on disk before each call, one row for each request, and quarantine of damaged files."""

import sqlite3
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from support import journal_opener
from support.fork_server import ForkServer
from support.journal_helpers import (
    MAX_ATTEMPT_S,
    NOW,
    NUMBER,
    allow,
    execute,
    open_journal,
    place_call,
    repeat,
    reserve,
    reserved,
)
from voiso_call.config.paths import AppPaths
from voiso_call.errors import OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.store.database import Database
from voiso_call.store.journal import Journal, Reservation


def test_reserve_writes_the_call_to_disk(journal: Journal, paths: AppPaths) -> None:
    reservation = reserved(journal)
    assert (reservation.attempt, reservation.requested_at) == (1, NOW)
    assert execute(paths, "SELECT state, number FROM calls") == [("dialing", "+14155550100")]


def test_request_whose_row_cannot_be_written_is_reserved_later(
    journal: Journal, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as patched:
        patched.setattr(journal, "_insert", fail)
        with pytest.raises(CallError) as raised:
            reserve(journal)
    assert raised.value.code is ErrorCode.INTERNAL
    assert execute(paths, "SELECT * FROM calls") == []
    assert reserved(journal).attempt == 1


def test_database_uses_wal_and_full_sync(paths: AppPaths) -> None:
    database = Database(paths.journal_file)
    assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert database.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
    for name in ("fullfsync", "checkpoint_fullfsync"):  # macOS: to the disk, and not to its cache alone
        assert database.execute(f"PRAGMA {name}").fetchone()[0] == 1
    database.close()


def test_request_is_reserved_once_across_processes(journal: Journal, paths: AppPaths) -> None:
    reserve(journal)
    other = open_journal(paths)
    row = repeat(other)
    other.close()
    assert row.state == "dialing"


def test_repeated_request_returns_the_recorded_outcome(journal: Journal) -> None:
    failed_calls = {
        "request-2": (CallError(ErrorCode.KEY_REJECTED, "HTTP 401"), "refused"),
        "request-3": (CallError(ErrorCode.VOISO_UNREACHABLE, "no connection"), "failed"),
        "request-4": (
            CallError(ErrorCode.CALL_OUTCOME_UNKNOWN, "no answer", outcome=OUTCOME_UNKNOWN),
            "unknown",
        ),
    }
    journal.mark_placed(reserved(journal), "id-1", NOW)
    for request_id, (error, _) in failed_calls.items():
        journal.mark_failed(reserved(journal, request_id), error, NOW)

    placed = repeat(journal)
    assert (placed.state, placed.call_id, placed.ended_at) == ("placed", "id-1", "2026-03-01T12:00:00.000Z")
    for request_id, (error, state) in failed_calls.items():
        row = repeat(journal, request_id)
        assert row.failure is not None
        assert (row.state, row.failure.code, row.failure.params) == (state, error.code, error.params)


def test_overdue_dialing_call_becomes_unknown(journal: Journal) -> None:
    reserve(journal)
    during, after = NOW + timedelta(seconds=MAX_ATTEMPT_S), NOW + timedelta(seconds=MAX_ATTEMPT_S + 1)
    assert journal.history(1, None, during).calls[0].state == "dialing"
    overdue = journal.history(1, None, after).calls[0]
    assert overdue.failure is not None
    assert (overdue.state, overdue.failure.code) == ("unknown", ErrorCode.CALL_OUTCOME_UNKNOWN)


def test_history_is_paged_newest_first(journal: Journal) -> None:
    for number in range(5):
        reserve(journal, f"request-{number}")
    first = journal.history(2, None, NOW)
    second = journal.history(2, first.calls[-1].seq, NOW)
    third = journal.history(2, second.calls[-1].seq, NOW)
    ids = [call.request_id for page in (first, second, third) for call in page.calls]
    assert ids == ["request-4", "request-3", "request-2", "request-1", "request-0"]
    assert (first.more, second.more, third.more) == (True, True, False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists, not by modes")
def test_journal_files_are_private(paths: AppPaths) -> None:
    paths.state.mkdir(parents=True, mode=0o755)
    journal = open_journal(paths)
    reserve(journal)
    modes = {file.name: file.stat().st_mode & 0o077 for file in paths.state.rglob("*")}
    journal.close()
    assert {"journal.sqlite3", "journal.sqlite3-wal", "journal.sqlite3-shm", "process_locks"} < modes.keys()
    assert set(modes.values()) == {0}


@pytest.mark.parametrize("attempt", range(6))  # two processes do not create the file at once every time
def test_concurrent_processes_reserve_each_request_once(
    paths: AppPaths, forks: ForkServer | None, attempt: int
) -> None:
    processes = [journal_opener.start(forks, paths.journal_file) for _ in range(2)]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(b"go\n")
            process.stdin.flush()
        first, second = (set(process.communicate(timeout=60)[0].decode().split()) for process in processes)
        assert [process.returncode for process in processes] == [0, 0], "a process was locked out"
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert first & second == set()
    assert first | second == {str(n) for n in range(300)}


def test_file_that_is_not_a_journal_is_quarantined_unchanged(paths: AppPaths) -> None:
    content = b"not a database, but somebody's file" * 100
    paths.state.mkdir(parents=True)
    paths.journal_file.write_bytes(content)
    journal = open_journal(paths)
    quarantined = Path(journal.history(1, None, NOW).quarantined_journal or "")
    assert quarantined.read_bytes() == content
    assert quarantined.parent == paths.state
    seen_by_check = journal.reserve(place_call(), NUMBER, NOW, lambda recent: recent.quarantined_journal)
    assert seen_by_check == str(quarantined)
    confirmed = place_call().model_copy(update={"confirmed": ["journal_quarantined"]})
    assert isinstance(journal.reserve(confirmed, NUMBER, NOW, allow), Reservation)
    assert journal.recent_calls(NUMBER, NOW).quarantined_journal is None, "confirmed once is enough"
    assert journal.history(1, None, NOW).quarantined_journal == str(quarantined), "the history keeps the name"
    journal.close()


def test_replaced_file_is_quarantined_by_a_host_that_had_it_open(paths: AppPaths) -> None:
    journal = open_journal(paths)
    reserve(journal, "request-before")
    for file in paths.state.glob("journal.sqlite3*"):
        file.unlink()
    paths.journal_file.write_bytes(b"restored from somewhere" * 100)
    quarantined = journal.reserve(place_call(), NUMBER, NOW, lambda recent: recent.quarantined_journal)
    assert Path(str(quarantined)).read_bytes() == b"restored from somewhere" * 100
    journal.close()


def test_later_damage_is_quarantined_once_for_all_connections(paths: AppPaths) -> None:
    first, second = open_journal(paths), open_journal(paths)
    for number in range(200):
        reserve(first, f"request-{number}")
    execute(paths, "PRAGMA wal_checkpoint(TRUNCATE)")
    with paths.journal_file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (paths.journal_file.stat().st_size - 4096))
    third = open_journal(paths)  # a connection without cached pages
    with pytest.raises(CallError) as raised:
        third.history(100, None, NOW)
    assert raised.value.code is ErrorCode.INTERNAL
    assert third.history(100, None, NOW).quarantined_journal is not None
    assert isinstance(reserve(second, "request-new"), Reservation)
    ids = [call.request_id for call in third.history(10, None, NOW).calls]
    assert ids == ["request-new"], "all connections use the new file"
    assert len(list(paths.state.glob("journal.damaged-*.sqlite3"))) == 1
    for journal in (first, second, third):
        journal.close()


def test_journal_of_a_newer_host_is_not_touched(journal: Journal, paths: AppPaths) -> None:
    execute(paths, "PRAGMA user_version=99")
    with pytest.raises(CallError) as raised:
        open_journal(paths)
    assert (raised.value.code, raised.value.params["update"]) == (ErrorCode.VERSION_MISMATCH, "host")
