"""The database: a host that could not open the file once opens it again for the next request."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from support.files_in_use import in_use
from support.journal_helpers import NOW, NUMBER, allow, execute, open_journal, place_call, reserve
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.store.database import Database
from voiso_call.store.journal import Journal, Reservation
from voiso_call.store.quarantine import quarantine
from voiso_call.system import shared_file


def delete_journal(paths: AppPaths) -> None:
    for file in paths.state.glob("journal.sqlite3*"):
        file.unlink()


def damage_journal(paths: AppPaths) -> None:
    execute(paths, "PRAGMA wal_checkpoint(TRUNCATE)")
    with paths.journal_file.open("r+b") as file:
        file.write(b"\xff" * paths.journal_file.stat().st_size)


def history_error(journal: Journal) -> CallError:
    with pytest.raises(CallError) as raised:
        journal.history(1, None, NOW)
    return raised.value


def reserve_error(journal: Journal) -> CallError:
    with pytest.raises(CallError) as raised:
        reserve(journal, "request-refused")
    return raised.value


def test_journal_replaced_by_a_newer_one_is_refused_only_while_it_is_there(
    journal: Journal, paths: AppPaths
) -> None:
    reserve(journal)
    delete_journal(paths)
    with closing(sqlite3.connect(paths.journal_file)) as database:
        database.execute("PRAGMA user_version=99")
    errors = [reserve_error(journal), reserve_error(journal), history_error(journal)]
    assert [error.code for error in errors] == [ErrorCode.VERSION_MISMATCH] * 3
    delete_journal(paths)
    assert isinstance(reserve(journal, "request-2"), Reservation)


@pytest.mark.parametrize("first_request", ["history", "reserve"])
def test_damaged_journal_is_quarantined_once_that_is_possible(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch, first_request: str
) -> None:
    open_journal(paths).close()
    journal = open_journal(paths)
    damage_journal(paths)

    def fail(*_: Any) -> Path:
        raise PermissionError("the folder is read-only")

    with monkeypatch.context() as patched:
        patched.setattr("voiso_call.store.database.quarantine", fail)
        errors = [history_error(journal), history_error(journal), reserve_error(journal)]
        assert [error.code for error in errors] == [ErrorCode.INTERNAL] * 3
        assert "closed database" not in "".join(error.detail for error in errors)
    if first_request == "reserve":
        assert isinstance(reserve(journal, "request-2"), Reservation)
    assert journal.history(1, None, NOW).quarantined_journal is not None
    journal.close()


def test_damaged_journal_that_another_program_has_open_is_named_and_replaced_later(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows an open file cannot be renamed."""
    open_journal(paths).close()
    journal = open_journal(paths)
    damage_journal(paths)

    def refuse(*_: Any) -> Path:
        raise in_use()

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refuse)
        patched.setattr(shared_file, "TIMEOUT_S", 0)
        errors = [history_error(journal), history_error(journal), reserve_error(journal)]
    assert [error.code for error in errors] == [ErrorCode.HISTORY_UNAVAILABLE] * 3
    assert all("another program has it open" in error.detail for error in errors)
    assert isinstance(reserve(journal, "request-2"), Reservation)
    assert journal.history(1, None, NOW).quarantined_journal is not None
    journal.close()


@pytest.mark.parametrize("killed_at", ["_enable_wal", "_begin_immediate"])
def test_host_killed_while_it_replaces_a_damaged_journal_loses_no_confirmation(
    paths: AppPaths, monkeypatch: pytest.MonkeyPatch, killed_at: str
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_: Any, **__: Any) -> None:
        raise Killed

    open_journal(paths).close()
    damage_journal(paths)

    def quarantine_and_patch(file: Path, now: datetime) -> Path:
        quarantined = quarantine(file, now)
        patched.setattr(Database, killed_at, kill)
        return quarantined

    with monkeypatch.context() as patched:
        patched.setattr("voiso_call.store.database.quarantine", quarantine_and_patch)
        with pytest.raises(Killed):
            open_journal(paths)
    [quarantined] = paths.state.glob("journal.damaged-*.sqlite3")
    with closing(open_journal(paths)) as journal:
        assert journal.recent_calls(NUMBER, NOW).quarantined_journal == str(quarantined)
        assert journal.history(1, None, NOW).quarantined_journal == str(quarantined)


def test_journal_deleted_after_a_quarantine_needs_the_confirmation_again(paths: AppPaths) -> None:
    open_journal(paths).close()
    damage_journal(paths)
    with closing(open_journal(paths)) as journal:
        confirmed = place_call().model_copy(update={"confirmed": ["journal_quarantined"]})
        assert isinstance(journal.reserve(confirmed, NUMBER, NOW, allow), Reservation)
        assert journal.recent_calls(NUMBER, NOW).quarantined_journal is None
    delete_journal(paths)
    with closing(open_journal(paths)) as journal:
        assert journal.recent_calls(NUMBER, NOW).quarantined_journal is not None


def test_reading_uses_the_file_that_another_process_has_started(journal: Journal, paths: AppPaths) -> None:
    reserve(journal)
    delete_journal(paths)
    other = open_journal(paths)
    reserve(other, "request-2")
    assert [call.request_id for call in journal.history(5, None, NOW).calls] == ["request-2"]
    assert journal.find("request-1", NOW) is None
    assert len(journal.recent_calls(NUMBER, NOW).ages_same_number) == 1
    other.close()
