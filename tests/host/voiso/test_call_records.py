"""Call records: what is documented is read in every form that fits it, and everything else is unknown."""

from datetime import UTC, datetime
from typing import Any

import pytest

from voiso_call.errors import CallError, ErrorCode
from voiso_call.voiso.call_records import CallRecord, parse_records, query

STARTED, ENDED = "2026-03-01T12:00:00Z", "2026-03-01T12:02:05.400Z"
RECORD = {
    "id": "call-1",
    "type": "call",
    "started_at": STARTED,
    "ended_at": ENDED,
    "data": {"disposition": "answered"},
}
ANSWERED = CallRecord("call-1", has_ended=True, disposition="answered", duration_s=125)


def parse(content: Any, status: int = 200) -> list[CallRecord]:
    return parse_records(status, {}, content)


@pytest.mark.parametrize(
    "content",
    [[RECORD], *({name: [RECORD], "metadata": {}} for name in ("items", "cdrs", "records", "data"))],
)
def test_list_is_found_under_every_name(content: Any) -> None:
    assert parse(content) == [ANSWERED]


@pytest.mark.parametrize(
    ("changed", "disposition"),
    [
        ({"data": {}, "disposition": "busy"}, "busy"),
        ({"data": {"disposition": "No answer"}}, "no_answer"),
        ({"data": {"disposition": "System Reject"}}, "system_reject"),
        ({"data": {"disposition": "MACHINE-ANSWERED"}}, "machine_answered"),
        *(
            ({"data": {"disposition": word}}, None)
            for word in ("delivered", "", None, 7, ["busy"], "busy now")
        ),
        ({"data": None}, None),
        ({"data": ["busy"]}, None),
    ],
    ids=str,
)
def test_only_a_documented_disposition_is_known(changed: dict[str, Any], disposition: str | None) -> None:
    [record] = parse([{**RECORD, **changed}])
    assert (record.disposition, record.has_ended) == (disposition, True)


@pytest.mark.parametrize(
    ("changed", "has_ended", "duration_s"),
    [
        ({"ended_at": None}, False, None),
        ({"ended_at": "soon"}, True, None),
        ({"ended_at": 1772366525}, True, None),
        ({"ended_at": "2026-03-01T12:02:05"}, True, None),
        ({"ended_at": "2026-03-01T11:59:59Z"}, True, None),
        ({"ended_at": "2026-03-03T12:00:00Z"}, True, None),
        ({"started_at": "2026-03-01T14:00:00+02:00"}, True, 125),
        ({"started_at": None}, True, None),
    ],
    ids=str,
)
def test_duration_is_known_from_two_times(
    changed: dict[str, Any], has_ended: bool, duration_s: int | None
) -> None:
    [record] = parse([{**RECORD, **changed}])
    assert (record.has_ended, record.duration_s) == (has_ended, duration_s)


def test_other_entries_are_left_out() -> None:
    entries = [None, "call-1", {}, {**RECORD, "id": 7}, {**RECORD, "type": "sms"}, RECORD]
    assert parse(entries) == [ANSWERED]


@pytest.mark.parametrize(
    ("status", "code", "params"),
    [
        (403, ErrorCode.PERMISSION_DENIED, {"scope": "reporting.cdrs.read"}),
        (401, ErrorCode.KEY_REJECTED, {}),
        (500, ErrorCode.VOISO_FAILED, {"status": 500}),
        (200, ErrorCode.VOISO_FAILED, {"status": 200}),
    ],
)
def test_failure_has_a_code_and_places_no_call(status: int, code: ErrorCode, params: dict[str, Any]) -> None:
    with pytest.raises(CallError) as raised:
        parse("<html>", status)
    assert (raised.value.code, raised.value.params) == (code, params)


def test_query_has_the_documented_parameters() -> None:
    since, until = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 14, tzinfo=UTC)
    assert query(1234, since, until) == {
        "type": "call",
        "user_id": "1234",
        "started_at[gte]": "2026-03-01T12:00:00.000Z",
        "started_at[lt]": "2026-03-01T14:00:00.000Z",
        "limit": "100",
    }
