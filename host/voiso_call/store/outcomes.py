"""What became of placed calls, in the journal: how they ended, and whether Voiso may be asked about that."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from voiso_call.protocol.outcome_messages import Outcome
from voiso_call.protocol.timestamp import timestamp
from voiso_call.store.journal import Journal

REFUSAL_VALID_FOR = timedelta(days=1)  # after that Voiso is asked once more: the key may have got the scope
_REFUSAL = "call_records_refused"  # in the table `metadata`


@dataclass(frozen=True)
class PlacedCall:
    """A call that Voiso accepted; `outcome` is None while it is not known how it ended."""

    call_id: str
    placed_at: datetime
    outcome: Outcome | None


@dataclass(frozen=True)
class RecordsAccount:
    """Whose call records are read: the base URL, and the last characters of the API key, never the key."""

    url: str
    key_hint: str


def find_placed(journal: Journal, call_id: str) -> PlacedCall | None:
    """Return a placed call; None if the history does not have it (any more)."""
    query = "SELECT ended_at, outcome FROM calls WHERE call_id = ? AND is_cleared = 0"
    with journal.database.reading():
        row = journal.database.execute(query, (call_id,)).fetchone()
    if row is None:
        return None
    outcome = None if row["outcome"] is None else Outcome.model_validate_json(row["outcome"])
    return PlacedCall(call_id, datetime.fromisoformat(row["ended_at"]), outcome)


def record(journal: Journal, outcomes: Mapping[str, Outcome]) -> None:
    """Store how calls ended, by call ID. Those of other people, and those that are known, are left out."""
    database = journal.database
    is_open = "call_id = ? AND outcome IS NULL AND is_cleared = 0"
    with database.reading():
        query = f"SELECT 1 FROM calls WHERE {is_open}"  # noqa: S608
        call_ids = [call_id for call_id in outcomes if database.execute(query, (call_id,)).fetchone()]
    if not call_ids:
        return
    with database.transaction():
        for call_id in call_ids:
            database.execute(
                f"UPDATE calls SET outcome = ? WHERE {is_open}",  # noqa: S608
                (outcomes[call_id].model_dump_json(), call_id),
            )


def is_refused(journal: Journal, account: RecordsAccount, now: datetime) -> bool:
    """Return whether Voiso refused to show its records for this API key within a day."""
    with journal.database.reading():
        stored = journal.database.get_metadata(_REFUSAL)
    if stored is None:
        return False
    url, key_hint, refused_at = json.loads(stored)
    age = now - datetime.fromisoformat(refused_at)
    return RecordsAccount(url, key_hint) == account and timedelta(0) <= age < REFUSAL_VALID_FOR


def record_refusal(journal: Journal, account: RecordsAccount, now: datetime) -> None:
    """Note that Voiso refuses to show its records for this API key."""
    value = json.dumps([account.url, account.key_hint, timestamp(now)])
    with journal.database.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO metadata VALUES (?, ?)", (_REFUSAL, value))
