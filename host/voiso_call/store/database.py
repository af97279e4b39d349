"""The SQLite file that all host processes share: opens and migrates it, and quarantines a damaged one.

A damaged file is renamed to `journal.damaged-<time>.sqlite3` and a new one is started in its place, so that
calls remain possible. The name is kept in the new file: the history shows it, and the next call needs a
confirmation, because the calls before it are no longer known.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from voiso_call.errors import CallError, ErrorCode, escape_surrogates
from voiso_call.store import migrations
from voiso_call.store.disk import disk_error
from voiso_call.store.quarantine import delete_quarantined, newest_quarantined, quarantine
from voiso_call.store.trust import check_journal
from voiso_call.system import file_lock, private_folder
from voiso_call.system.installed_by import installed_by

CACHE_KIB = 400  # of the file in memory: enough for a call, and for a page of a long history
BUSY_TIMEOUT_S = 20  # slow disks and other processes are waited for; a longer wait is a fault

_CORRUPTION_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_FileId: TypeAlias = tuple[int, int]  # device and inode: two files of the same name differ in it


class DatabaseReplacedError(CallError):
    """The file was damaged: it is quarantined, and the same statements can run again in the new file."""


class Database:
    """One connection to the file; only one thread may use it at a time."""

    def __init__(self, file: Path):
        """Open or create the file; quarantine a damaged one.

        Raises CallError(internal), version_mismatch if a newer host wrote the file, or not_configured if
        other users could have written it (see `trust.py`), also later on.
        """
        self._file = file
        self._file_id: _FileId | None = None
        self._is_open = False  # after an error: the next request opens the file again
        self._connection: sqlite3.Connection
        with self.errors_mapped():
            private_folder.make(file.parent)
            check_journal(file)
            self._open()

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def execute(self, statement: str, values: tuple[str | int | None, ...] = ()) -> sqlite3.Cursor:
        """Run one statement, inside `transaction` or `reading`."""
        return self._connection.execute(statement, values)

    def get_metadata(self, name: str) -> str | None:
        """Return a value of the table `metadata`, inside `transaction` or `reading`."""
        row = self.execute("SELECT value FROM metadata WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row["value"])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a `with` block as one immediate transaction, which only one process at a time can hold.

        Reopens the file first, as `reading` does, and raises the same errors.
        """
        with self.reading(), self._begin_immediate():
            yield self._connection

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Run the statements of a `with` block, which only read, without a transaction.

        Reopens the file first if another process has replaced it, somebody has deleted it, with its folder or
        without, or an earlier request could not open it. Raises CallError(internal), version_mismatch if a
        newer host wrote the file, or not_configured if other users could have written it.
        """
        with self.errors_mapped():
            private_folder.make(self._file.parent)
            check_journal(self._file)
            if not self._is_open or _get_file_id(self._file) != self._file_id:
                self._close_for_reopening()
                self._open()
                check_journal(self._file)  # with the side files, which SQLite has opened now
            yield

    @contextmanager
    def errors_mapped(self) -> Iterator[None]:
        """Convert errors of SQLite and the disk inside a `with` block to CallError(internal).

        The code is history_unavailable if the disk is full, read-only or fails. The request then fails:
        without a journal no call is placed. If the file turns out to be damaged, it is quarantined at once,
        so that the next request uses a new one; the error is then a DatabaseReplacedError.
        """
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            error_type = CallError
            if isinstance(error, sqlite3.DatabaseError) and _is_corruption(error):
                try:
                    self._close_for_reopening()
                    self._quarantine_and_recreate(self._file_id)
                    error_type = DatabaseReplacedError
                except (sqlite3.Error, OSError) as obstacle:
                    error = obstacle
            if error_type is CallError and (unavailable := disk_error(self._file, error)) is not None:
                raise unavailable from error
            detail = f"{self._file}: {type(error).__name__}: {error}"
            raise error_type(ErrorCode.INTERNAL, detail, file=str(self._file)) from error

    def delete_quarantined(self, *, before: datetime | None = None) -> list[str]:
        """Delete the files of quarantined journals, and return their paths as in `metadata`.

        With `before`, only those that were quarantined earlier. Raises CallError(internal).
        """
        with self.errors_mapped():
            deleted = delete_quarantined(self._file, before=before)
        return [escape_surrogates(str(file)) for file in deleted]

    def truncate_wal(self) -> None:
        """Move the write-ahead log into the main file and truncate it, so that deleted data is in neither.

        Does nothing while another process reads. Raises CallError(internal).
        """
        with self.errors_mapped(), suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _close_for_reopening(self) -> None:
        self._is_open = False
        self._connection.close()

    def _open(self) -> None:
        """Open the file; quarantine it if it is damaged."""
        try:
            self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_corruption(error):
                raise
            self._quarantine_and_recreate(self._file_id)

    def _connect(self, quarantined: Path | None = None) -> None:
        """Open or create the file and migrate it.

        A new file keeps the name of a quarantined one, in the transaction that creates its tables: the one
        given, else the newest, which a process that was killed, or the deletion of a later journal, left.
        """
        # Created here, because SQLite would use the umask. Phone numbers are personal data. SQLite gives the
        # -wal and -shm files the mode of the main file.
        os.close(os.open(self._file, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600))
        self._file.chmod(0o600)
        self._file_id = _get_file_id(self._file)
        self._connection = sqlite3.connect(
            self._file, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            self._connection.row_factory = sqlite3.Row
            self._enable_wal()
            # In WAL mode only FULL syncs each commit to disk: the row of a call must survive a power failure.
            self._connection.execute("PRAGMA synchronous=FULL")
            # On macOS fsync leaves data in the cache of the disk. Other systems have no other fsync.
            self._connection.execute("PRAGMA fullfsync=ON")
            self._connection.execute("PRAGMA checkpoint_fullfsync=ON")
            self._connection.execute("PRAGMA secure_delete=ON")  # overwrites deleted data with zeros
            self._connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
            with self._begin_immediate():
                is_new = migrations.is_new(self._connection)
                is_supported = migrations.migrate(self._connection)
                if is_new and (file := quarantined or newest_quarantined(self._file)):
                    for name in ("quarantined", "quarantined_unconfirmed"):
                        self._connection.execute(
                            "INSERT INTO metadata VALUES (?, ?)", (name, escape_surrogates(str(file)))
                        )
        except BaseException:
            self._connection.close()
            raise
        if not is_supported:
            self._connection.close()
            detail = f"{self._file} was written by a newer version of the host"
            raise CallError(ErrorCode.VERSION_MISMATCH, detail, update="host", installed_by=installed_by())
        self._is_open = True

    def _enable_wal(self) -> None:
        """Switch a new file to write-ahead logging, which lets other processes read during a write.

        SQLite's busy timeout does not apply to this statement, hence the loop.
        """
        deadline = time.monotonic() + BUSY_TIMEOUT_S
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                time.sleep(0.01)  # another process is creating the same file
            else:
                return

    def _quarantine_and_recreate(self, damaged: _FileId | None) -> None:
        """Rename the damaged file and start a new one, once for all processes that notice the damage.

        Under a lock, a file that is no longer the damaged one was already replaced by another process.
        """
        with file_lock.exclusive(self._file.with_suffix(".lock")):
            if _get_file_id(self._file) != damaged:
                self._connect()
                return
            self._connect(quarantine(self._file, datetime.now(UTC)))

    @contextmanager
    def _begin_immediate(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _is_corruption(error: sqlite3.DatabaseError) -> bool:
    # The lowest byte of an extended result code is the primary result code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _CORRUPTION_CODES


def _get_file_id(file: Path) -> _FileId | None:
    try:
        state = file.stat()
    except FileNotFoundError:
        return None
    return state.st_dev, state.st_ino
