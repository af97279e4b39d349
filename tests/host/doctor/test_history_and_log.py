"""Faults in the history of calls and in the log: each is found, with its level and what to do."""

import json
import shutil
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from support.findings import expect
from support.journal_helpers import open_journal, reserve
from voiso_call.config.paths import AppPaths
from voiso_call.diagnostics.event_log import append
from voiso_call.doctor import journal, log
from voiso_call.doctor.finding import Level
from voiso_call.store.migrations import SCHEMA_VERSION


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def history(paths: AppPaths) -> Path:
    """A history with one call."""
    opened = open_journal(paths)
    reserve(opened)
    opened.close()
    return paths.journal_file


def test_history_without_faults_is_left_as_it_is(history: Path, paths: AppPaths) -> None:
    before = history.read_bytes()
    findings = list(journal.examine(paths))
    assert [(finding.code, finding.level) for finding in findings] == [("journal", "ok"), ("disk", "ok")]
    assert "1 call" in findings[0].what
    assert history.read_bytes() == before


def test_no_history_yet_is_no_fault(paths: AppPaths) -> None:
    expect(journal.examine(paths), "journal", "not_checked")
    assert not paths.journal_file.exists()


def no_database(file: Path) -> None:
    file.write_bytes(b"not SQLite" * 1000)


def one_page_overwritten(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[3 * 4096 : 4 * 4096] = b"\xff" * 4096
    file.write_bytes(content)


def as_folder(file: Path) -> None:
    file.unlink()
    file.mkdir(0o700)


def newer(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")


FAULTS: dict[str, tuple[Callable[[Path], object], str, Level, str]] = {
    "not a database": (no_database, "journal_damaged", "fault", "voiso-call history"),
    "a page overwritten": (one_page_overwritten, "journal_damaged", "fault", "voiso-call history"),
    "a folder": (as_folder, "journal_unreadable", "fault", "folder that your account can write"),
    "of a newer version": (newer, "journal_newer", "fault", "Install the current version"),
    "moved aside": (
        lambda file: file.with_name("journal.damaged-20260101T000000Z.sqlite3").touch(0o600),
        *("journal_was_damaged", "warning", "voiso-call history --clear"),
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_faulty_history(history: Path, paths: AppPaths, kind: str) -> None:
    plant, code, level, cure = FAULTS[kind]
    plant(history)
    expect(journal.examine(paths), code, level, cure)


def test_history_that_another_program_has_locked(
    history: Path, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LOCK_TIMEOUT_S", 0.05)
    with closing(sqlite3.connect(history, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        expect(journal.examine(paths), "journal_locked", "fault", "Close the program")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows protects files by access lists")
def test_history_that_others_could_write(history: Path, paths: AppPaths) -> None:
    history.chmod(0o666)
    expect(journal.examine(paths), "journal_replaceable", "fault", f"chmod go-w {history}")


def test_history_that_has_grown_large(
    history: Path, paths: AppPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "LARGE_JOURNAL_BYTES", 1000)
    expect(journal.examine(paths), "journal_large", "warning", "retention_days")


@pytest.mark.parametrize(
    ("free", "code", "level"),
    [(1000, "journal_not_writable", "fault"), (10_000_000, "disk_low", "warning")],
)
def test_disk_without_room(
    history: Path, paths: AppPaths, monkeypatch: pytest.MonkeyPatch, free: int, code: str, level: Level
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10**12, 10**12 - free, free))
    expect(journal.examine(paths), code, level, "ake room")


def test_log_is_told_with_its_unexpected_errors(paths: AppPaths) -> None:
    expect(log.examine(paths), "log", "ok")
    paths.logs.mkdir(parents=True)
    entries = [
        {"event": "host_started"},
        {"event": "unhandled_exception", "time": "2026-03-01T12:00:00.000Z"},
    ]
    for entry in entries:
        append(paths.log_file, json.dumps(entry).encode() + b"\n")
    finding = expect(log.examine(paths), "log_errors", "warning", "voiso-call log")
    assert "2026-03-01T12:00:00.000Z" in finding.what


def test_log_that_cannot_be_written(paths: AppPaths) -> None:
    paths.log_file.mkdir(parents=True)
    expect(log.examine(paths), "log_not_writable", "warning", str(paths.logs))
