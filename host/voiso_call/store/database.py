"""The file that all host processes share: opened, brought up to date, locked, and set aside where damaged."""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from voiso_call.errors import CallError, Code
from voiso_call.store import migrations
from voiso_call.system import file_lock

BUSY_TIMEOUT_S = 20  # the disk may be slow, and others wait for it too; longer than this is a fault

_CORRUPTION_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Database:
    """One connection to the file; to be used by one thread at a time."""

    def __init__(self, file: Path):
        """Open or create the file; set aside a damaged one. Raises CallError: internal, version_mismatch."""
        self._file = file
        self._file_id: tuple[int, int] | None = None
        self._connection: sqlite3.Connection
        with self.errors_mapped():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._open()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def execute(self, statement: str, values: tuple[str | int | None, ...] = ()) -> sqlite3.Cursor:
        """Run one statement, within `transaction` or `coded`."""
        return self._connection.execute(statement, values)

    def get_metadata(self, name: str) -> str | None:
        """Read one of the notes that stand beside the calls."""
        row = self.execute("SELECT value FROM metadata WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row["value"])

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run one immediate transaction: no two host processes are ever inside."""
        with self.errors_mapped():
            if _get_file_id(self._file) != self._file_id:  # set aside by another process, or taken away
                self._connection.close()
                self._open()
            with self._bare_transaction():
                yield self._connection

    @contextmanager
    def errors_mapped(self) -> Iterator[None]:
        """Without a journal nobody dials: a fault of disk or file becomes a coded failure.

        Damage that is found later is set aside at once, so that the next call finds a sound file.
        """
        try:
            yield
        except (sqlite3.Error, OSError) as problem:
            if isinstance(problem, sqlite3.DatabaseError) and _is_corruption(problem):
                with suppress(sqlite3.Error, OSError):
                    self._connection.close()
                    self._quarantine_and_recreate(self._file_id)
            raise CallError(
                Code.INTERNAL, f"{self._file}: {type(problem).__name__}: {problem}", file=str(self._file)
            ) from problem

    def _open(self) -> None:
        """Open the file, or set it aside and begin another."""
        try:
            self._connect()
        except sqlite3.DatabaseError as problem:
            if not _is_corruption(problem):
                raise
            self._quarantine_and_recreate(self._file_id)

    def _connect(self) -> None:
        """Open the file, whatever stood there; one connection has one file."""
        # Phone numbers are personal data; SQLite gives the files beside this one the same mode.
        os.close(os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600))
        self._file.chmod(0o600)
        self._file_id = _get_file_id(self._file)
        self._connection = sqlite3.connect(
            self._file, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            self._connection.row_factory = sqlite3.Row
            self._enable_wal()
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA secure_delete=ON")  # what is forgotten is overwritten
            with self._bare_transaction():
                is_ours = migrations.migrate(self._connection)
        except BaseException:
            self._connection.close()
            raise
        if not is_ours:
            self._connection.close()
            words = f"{self._file} was written by a newer version of the host"
            raise CallError(Code.VERSION_MISMATCH, words, update="host")

    def _enable_wal(self) -> None:
        """Switch a new file to WAL. SQLite's busy timeout does not hold for this one statement."""
        patience = time.monotonic() + BUSY_TIMEOUT_S
        while True:
            try:
                self._connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                    raise
                time.sleep(0.01)  # another process is creating the same file
            else:
                return

    def truncate_wal(self) -> None:
        """Let what was overwritten be overwritten in the file itself, where nobody else reads just now."""
        with suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _quarantine_and_recreate(self, damaged: tuple[int, int] | None) -> None:
        """Set a damaged file aside, once, whichever process saw it first; keep its name for whoever asks."""
        with file_lock.exclusive(self._file.with_suffix(".lock")):
            if _get_file_id(self._file) != damaged:  # another process was faster
                self._connect()
                return
            stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
            aside = self._file.with_name(f"{self._file.stem}.damaged-{stamp}{self._file.suffix}")
            self._file.rename(aside)
            for end in ("-wal", "-shm"):
                with suppress(FileNotFoundError):
                    Path(f"{self._file}{end}").rename(f"{aside}{end}")
            self._connect()
            with self._bare_transaction():
                for note in ("quarantined", "quarantined_unconfirmed"):
                    self._connection.execute(
                        "INSERT OR REPLACE INTO metadata VALUES (?, ?)", (note, str(aside))
                    )

    @contextmanager
    def _bare_transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _is_corruption(problem: sqlite3.DatabaseError) -> bool:
    return getattr(problem, "sqlite_errorcode", 0) & 0xFF in _CORRUPTION_CODES


def _get_file_id(file: Path) -> tuple[int, int] | None:
    """Tell one file from another of the same name."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
