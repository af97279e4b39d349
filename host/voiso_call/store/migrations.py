"""The journal's schema, and the migrations that bring a file of an older host up to date."""

import secrets
import sqlite3
from collections.abc import Callable, Mapping

SCHEMA_VERSION = 2  # stored in the file as SQLite's `user_version`

_TABLES = (  # of version 1
    """
    CREATE TABLE calls (
      seq           INTEGER PRIMARY KEY AUTOINCREMENT,
      request_id    TEXT NOT NULL UNIQUE,   -- created once for each click
      number        TEXT NOT NULL,          -- E.164, or the text if it could not be parsed
      international TEXT NOT NULL,          -- the same, formatted for display
      original_text TEXT,                   -- the text on the page
      phone_extension TEXT,
      page_origin   TEXT,                   -- never with a path
      trigger       TEXT NOT NULL,          -- protocol.message_parts.Trigger
      state         TEXT NOT NULL CHECK (state IN ('dialing', 'placed', 'refused', 'failed', 'unknown')),
      call_id       TEXT,
      failure       TEXT,                   -- JSON of protocol.message_parts.Failure
      requested_at     TEXT NOT NULL,          -- UTC, RFC 3339
      ended_at     TEXT,
      owner_id      TEXT,                   -- the process that places the call, see process_registry.py
      attempts      INTEGER NOT NULL DEFAULT 1,    -- how often Voiso was asked for this call
      was_dialled   INTEGER NOT NULL DEFAULT 1,    -- 0: refused by the policy, Voiso was not asked
      number_hash   TEXT,                   -- of recent_calls.hash_called; kept for about a day
      is_cleared    INTEGER NOT NULL DEFAULT 0     -- 1: deleted from the history by the agent
    ) STRICT
    """,
    "CREATE INDEX calls_by_time ON calls (requested_at)",
    "CREATE INDEX calls_by_number ON calls (number_hash, requested_at) WHERE number_hash IS NOT NULL",
    "CREATE INDEX calls_dialing ON calls (state) WHERE state = 'dialing'",
    "CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)


def _v1(connection: sqlite3.Connection) -> None:
    for statement in _TABLES:
        connection.execute(statement)
    connection.execute("INSERT INTO metadata VALUES ('number_hash_key', ?)", (secrets.token_hex(32),))


def _v2(connection: sqlite3.Connection) -> None:
    """Add how placed calls ended: JSON of protocol.outcome_messages.Outcome."""
    connection.execute("ALTER TABLE calls ADD COLUMN outcome TEXT")
    connection.execute("CREATE INDEX calls_by_call_id ON calls (call_id) WHERE call_id IS NOT NULL")


_MIGRATIONS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _v1, 2: _v2}


def is_new(connection: sqlite3.Connection) -> bool:
    """Return whether the file has no tables yet."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0]) == 0


def migrate(connection: sqlite3.Connection) -> bool:
    """Bring the file to SCHEMA_VERSION, inside the caller's transaction.

    Return False, and change nothing, if a newer host wrote the file.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for step in range(version + 1, SCHEMA_VERSION + 1):
        _MIGRATIONS[step](connection)
        connection.execute(f"PRAGMA user_version={step}")
    return version <= SCHEMA_VERSION
