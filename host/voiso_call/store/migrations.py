"""How the journal's file looks, and how one that an older host wrote becomes that."""

import secrets
import sqlite3
from collections.abc import Callable, Mapping

VERSION = 2

_CALLS = """
CREATE TABLE calls (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  request_id TEXT NOT NULL UNIQUE,   -- one gesture, one call
  number     TEXT NOT NULL,          -- E.164, or the text where none could be read
  international TEXT NOT NULL,       -- the same for the eye
  written    TEXT,
  extension  TEXT,
  page       TEXT,                   -- the origin, never a path
  via        TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('dialing', 'placed', 'refused', 'failed', 'unknown')),
  call_id    TEXT,
  failure    TEXT,                   -- JSON of protocol.Failure
  opened_at  TEXT NOT NULL,          -- UTC, RFC 3339
  closed_at  TEXT
) STRICT
"""

_HOSTS_AND_COUNTS = (
    "ALTER TABLE calls ADD COLUMN host TEXT",  # the process that dials: see presence.py
    "ALTER TABLE calls ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1",  # how often Voiso was asked
    "ALTER TABLE calls ADD COLUMN dialled INTEGER NOT NULL DEFAULT 1",  # 0: refused before that
    "ALTER TABLE calls ADD COLUMN counted_by TEXT",  # what calls of one number have in common, for a day
    "ALTER TABLE calls ADD COLUMN cleared INTEGER NOT NULL DEFAULT 0",  # nobody is shown it any more
    "CREATE INDEX calls_by_time ON calls (opened_at)",
    "CREATE INDEX calls_by_number ON calls (counted_by, opened_at) WHERE counted_by IS NOT NULL",
    "CREATE INDEX calls_under_way ON calls (state) WHERE state = 'dialing'",
    "CREATE TABLE notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)


def _first(database: sqlite3.Connection) -> None:
    database.execute(_CALLS)


def _second(database: sqlite3.Connection) -> None:
    for step in _HOSTS_AND_COUNTS:
        database.execute(step)
    database.execute("INSERT INTO notes VALUES ('counting_key', ?)", (secrets.token_hex(32),))


_STEPS: Mapping[int, Callable[[sqlite3.Connection], None]] = {1: _first, 2: _second}


def migrate(database: sqlite3.Connection) -> bool:
    """Bring the file to this version, inside the caller's transaction; False where it is of a newer one."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    for step in range(version + 1, VERSION + 1):
        _STEPS[step](database)
        database.execute(f"PRAGMA user_version={step}")
    return version <= VERSION
