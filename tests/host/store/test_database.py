"""The database: a host that could not open the file once opens it again for the next request."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from support.journal_helpers import NOW, NUMBER, execute, open_journal, reserve
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.store.journal import Journal, Reservation


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


def test_reading_uses_the_file_that_another_process_has_started(journal: Journal, paths: AppPaths) -> None:
    reserve(journal)
    delete_journal(paths)
    other = open_journal(paths)
    reserve(other, "request-2")
    assert [call.request_id for call in journal.history(5, None, NOW).calls] == ["request-2"]
    assert journal.find("request-1", NOW) is None
    assert len(journal.recent_calls(NUMBER, NOW).ages_same_number) == 1
    other.close()
