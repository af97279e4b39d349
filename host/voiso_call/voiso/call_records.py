"""Interprets Voiso's call records: `GET /api/v4/reporting/cdrs`, which needs the scope `reporting.cdrs.read`.

Documented are the parameters `type`, `user_id`, `started_at` (with the comparisons `gte` and `lt`) and
`limit`; that a record has `id`, `type`, `started_at`, `ended_at` and the object `data`; and the
dispositions of click-to-call. Not documented, and therefore assumed: that comparisons are written
`started_at[gte]`, the name of the list, where a record has its disposition, that times are ISO 8601, and
that the ID of a call is that of its record (so it was in v1). Whatever does not fit is unknown. Documents:
developers.voiso.com, "Get list of CDRs"; docs.voiso.com, "Disposition codes".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.message_parts import Disposition
from voiso_call.protocol.timestamp import timestamp
from voiso_call.voiso.responses import parse_list

RECORDS_PATH = "/api/v4/reporting/cdrs"
SCOPE = "reporting.cdrs.read"
PAGE_SIZE = 100  # records in one response: more than one agent's calls in the time that is asked for
MAX_BODY_BYTES = 2 * 1024 * 1024  # of a response: what is in `data` is not documented
MAX_DURATION = timedelta(days=1)  # a longer call is a mistake in one of the times

_LIST_NAMES = ("items", "cdrs", "records", "data", "results")
_DISPOSITIONS: Mapping[str, Disposition] = {name: name for name in get_args(Disposition)}


@dataclass(frozen=True)
class CallRecord:
    """Voiso's record of one call. A call that has not ended may have none, or one without an end."""

    call_id: str
    has_ended: bool
    disposition: Disposition | None
    duration_s: int | None


def query(user_id: int, since: datetime, until: datetime) -> dict[str, str]:
    """Return the parameters for the calls of one agent that started in a range of time."""
    return {
        "type": "call",
        "user_id": str(user_id),
        "started_at[gte]": timestamp(since),
        "started_at[lt]": timestamp(until),
        "limit": str(PAGE_SIZE),
    }


def parse_records(status: int, headers: Mapping[str, str], content: Any) -> list[CallRecord]:
    """Return the records of a response; `content` is its parsed body. Raises CallError if it has none."""
    if status == 403:
        detail = f"HTTP 403: the API key has no scope {SCOPE}"
        raise CallError(ErrorCode.PERMISSION_DENIED, detail, scope=SCOPE)
    entries = parse_list(status, headers, content, names=_LIST_NAMES, of="records")
    return [record for record in map(_record, entries) if record is not None]


def _record(entry: Any) -> CallRecord | None:
    if not isinstance(entry, dict) or entry.get("type", "call") != "call":
        return None
    call_id = entry.get("id")
    if not isinstance(call_id, str):
        return None
    started_at, ended_at = (_time(entry.get(name)) for name in ("started_at", "ended_at"))
    data = entry.get("data")
    words = [place.get("disposition") for place in (entry, data) if isinstance(place, dict)]
    return CallRecord(
        call_id,
        has_ended=bool(entry.get("ended_at")),
        disposition=next((known for word in words if (known := _disposition(word))), None),
        duration_s=_seconds(started_at, ended_at),
    )


def _disposition(word: Any) -> Disposition | None:
    """Return a disposition, written as in the older API ("no_answer") or as in the tables ("No answer")."""
    if not isinstance(word, str):
        return None
    return _DISPOSITIONS.get(re.sub(r"[^a-z]+", "_", word.strip().lower()))


def _time(value: Any) -> datetime | None:
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else None


def _seconds(start: datetime | None, end: datetime | None) -> int | None:
    if start is None or end is None or not timedelta(0) <= end - start <= MAX_DURATION:
        return None
    return round((end - start).total_seconds())
