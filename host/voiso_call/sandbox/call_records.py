"""Answers the list of call records: `GET /api/v4/reporting/cdrs`. No HTTP."""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from voiso_call.sandbox.scenarios import BAD_REQUEST, Answer, invalid

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
MAX_OFFSET = 10_000  # further records are reached by a cursor only
COMPARED = ("started_at", "ended_at")
CURSOR = "after-"

_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


@dataclass(frozen=True)
class SandboxCall:
    """A call that the sandbox placed. It ends by itself."""

    call_id: str
    user_id: int
    phone_number: str
    disposition: str
    started_at: datetime
    duration: timedelta

    @property
    def ended_at(self) -> datetime:
        """When the call ends."""
        return self.started_at + self.duration


def handle_list_records(
    calls: Sequence[SandboxCall], query: Mapping[str, str], list_name: str, now: datetime
) -> Answer:
    """Return a page of the records of calls that have ended, the newest first."""
    limit = query.get("limit", str(DEFAULT_LIMIT))
    if not _NUMBER.fullmatch(limit) or not 1 <= int(limit) <= MAX_LIMIT:
        return invalid({"limit": f"must be between 1 and {MAX_LIMIT}"})
    start = _start(query)
    times = _times(query)
    if start is None or times is None:
        return BAD_REQUEST
    records = [
        _record(call) for call in reversed(calls) if call.ended_at <= now and _fits(call, query, times)
    ]
    end = start + int(limit)
    metadata = {"total": len(records), "next_cursor": _cursor(end) if end < len(records) else None}
    return Answer(200, {list_name: records[start:end], "metadata": metadata})


def _start(query: Mapping[str, str]) -> int | None:
    """Return where a page begins: by a valid cursor, else by the offset; None if that is invalid, too."""
    try:
        text = base64.urlsafe_b64decode(query.get("cursor", "")).decode("ascii")
    except ValueError:
        text = ""
    if text.startswith(CURSOR) and _NUMBER.fullmatch(text.removeprefix(CURSOR)):
        return int(text.removeprefix(CURSOR))
    offset = query.get("offset", "0")
    return int(offset) if _NUMBER.fullmatch(offset) and int(offset) <= MAX_OFFSET else None


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"{CURSOR}{start}".encode()).decode()


def _times(query: Mapping[str, str]) -> dict[str, datetime] | None:
    """Return the times to compare with, by parameter; None if one is invalid."""
    names = [f"{field}[{comparison}]" for field in COMPARED for comparison in ("gte", "lt")]
    try:
        times = {name: datetime.fromisoformat(query[name]) for name in names if name in query}
    except ValueError:
        return None
    return times if all(time.tzinfo for time in times.values()) else None


def _fits(call: SandboxCall, query: Mapping[str, str], times: Mapping[str, datetime]) -> bool:
    exact = {"type": "call", "disposition": call.disposition, "user_id": str(call.user_id)}
    if any(query[name] != value for name, value in exact.items() if name in query):
        return False
    return all(
        getattr(call, name.partition("[")[0]) >= time
        if name.endswith("[gte]")
        else getattr(call, name.partition("[")[0]) < time
        for name, time in times.items()
    )


def _record(call: SandboxCall) -> dict[str, object]:
    return {
        "id": call.call_id,
        "type": "call",
        "started_at": call.started_at.isoformat(timespec="milliseconds"),
        "ended_at": call.ended_at.isoformat(timespec="milliseconds"),
        "data": {
            "disposition": call.disposition,
            "user_id": call.user_id,
            "called_number": call.phone_number,
        },
    }
