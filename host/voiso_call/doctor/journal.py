"""Examines the history of calls: who could change it, whether it is whole, and whether there is room for it.

Nothing is repaired here. A damaged file is moved aside by the next command or call that opens it.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from voiso_call.config.paths import AppPaths
from voiso_call.doctor.finding import Finding, fault, fault_with_advice, not_checked, ok, warning
from voiso_call.errors import CallError
from voiso_call.install.update_advice import update_program
from voiso_call.store.disk import check_writable
from voiso_call.store.migrations import SCHEMA_VERSION
from voiso_call.store.quarantine import newest_quarantined
from voiso_call.store.trust import NO_CALL_UNTIL_CORRECTED, check_journal, check_process_locks
from voiso_call.system import access_advice

LOCK_TIMEOUT_S = 2  # a call holds the lock for milliseconds
LOW_DISK_BYTES = 200 * 1024 * 1024
LARGE_JOURNAL_BYTES = 500 * 1024 * 1024  # a million calls


def examine(paths: AppPaths) -> Iterator[Finding]:
    """Yield what was found about the history of calls."""
    journal = paths.journal_file
    if (finding := _trust(paths) or _writable(journal)) is not None:
        yield finding
    elif journal.exists():
        yield _content(journal)
    else:
        yield not_checked("journal", f"There is no history yet; the first call creates {journal}")
    yield from _quarantined(journal)
    yield from _room(journal)


def _trust(paths: AppPaths) -> Finding | None:
    try:
        with suppress(OSError):  # the folders are created by the first call
            check_journal(paths.journal_file)
            check_process_locks(paths.process_locks)
    except CallError as error:
        return fault_with_advice("journal_replaceable", str(error.params["problem"]))
    return None


def _writable(journal: Path) -> Finding | None:
    try:
        check_writable(journal)
    except CallError as error:
        what = error.detail.removeprefix(NO_CALL_UNTIL_CORRECTED)
        advice = "Make room on that disk, or let your account write there"
        return fault_with_advice("journal_not_writable", what, advice)
    except OSError as error:
        advice = f"Make {journal.parent} a folder of yours"
        return fault_with_advice("journal_unreadable", access_advice.explain(error), advice)
    return None


def _content(journal: Path) -> Finding:
    """Open the file as it is: no table is added, and nothing is moved."""
    moves = "Run: voiso-call history. It moves the file aside and starts anew; earlier calls are then unknown"
    try:
        with closing(
            sqlite3.connect(f"file:{quote(str(journal))}?mode=rw", uri=True, timeout=LOCK_TIMEOUT_S)
        ) as connection:
            connection.isolation_level = None
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                what = f"A newer version of Click-to-Call wrote the history: {journal}"
                return fault("journal_newer", what, update_program())
            [problem] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if problem != "ok":
                return fault("journal_damaged", f"The history is damaged: {journal}", moves)
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
            count = connection.execute("SELECT count(*) FROM calls").fetchone()[0] if version else 0
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            what = f"Another program keeps the history locked: {journal}"
            return fault(
                "journal_locked", what, "Close the program that has opened it, such as an SQLite viewer"
            )
        what = f"The history cannot be opened: {journal}: {error}"
        return fault(
            "journal_unreadable", what, f"Make {journal.parent} a folder that your account can write"
        )
    except sqlite3.DatabaseError:
        return fault("journal_damaged", f"The history is damaged: {journal}", moves)
    size = journal.stat().st_size
    if size > LARGE_JOURNAL_BYTES:
        what = f"The history has grown to {_size(size)}: {journal}"
        return warning("journal_large", what, "Set retention_days under [history] in config.toml")
    return ok("journal", f"The history is whole and can be written: {count} calls, {_size(size)}: {journal}")


def _quarantined(journal: Path) -> Iterator[Finding]:
    if (damaged := newest_quarantined(journal)) is not None:
        what = f"A damaged history was moved aside, and the calls in it are no longer known: {damaged}"
        yield warning(
            "journal_was_damaged", what, "To delete it with the history: voiso-call history --clear"
        )


def _room(journal: Path) -> Iterator[Finding]:
    folder = journal.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LOW_DISK_BYTES:
        yield warning("disk_low", f"Only {_size(free)} are free for the history: {folder}", "Make room there")
    else:
        yield ok("disk", f"{_size(free)} are free for the history")


def _size(size: int) -> str:
    units = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1000, "kB"))
    factor, unit = next((pair for pair in units if size >= pair[0]), units[-1])
    return f"{size / factor:.{0 if size >= 10 * factor else 1}f} {unit}"
