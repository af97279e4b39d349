"""The sandbox's call records: pages, filters and comparisons as documented, and the scope of the key."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from voiso_call.sandbox.call_records import SandboxCall, handle_list_records
from voiso_call.sandbox.scenarios import BAD_REQUEST, NOT_ANSWERED
from voiso_call.sandbox.server import Options, create_app

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CALLS = [
    SandboxCall(f"call-{n}", 1234 + n % 2, "14155550100", "busy" if n == 3 else "answered", start, duration)
    for n, start, duration in (
        (1, NOW - timedelta(minutes=30), timedelta(seconds=90)),
        (2, NOW - timedelta(minutes=20), timedelta(seconds=60)),
        (3, NOW - timedelta(minutes=10), timedelta(seconds=30)),
        (4, NOW - timedelta(minutes=1), timedelta(minutes=2)),
    )
]


def ids(**query: str) -> list[str]:
    answer = handle_list_records(
        CALLS, {name.replace("__", "["): text for name, text in query.items()}, "items", NOW
    )
    assert answer.status == 200
    assert isinstance(answer.content, dict)
    records: Any = answer.content["items"]
    return [record["id"] for record in records]


def test_records_are_of_calls_that_have_ended_the_newest_first() -> None:
    assert ids() == ["call-3", "call-2", "call-1"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"user_id": "1235"}, ["call-3", "call-1"]),
        ({"type": "call", "disposition": "busy"}, ["call-3"]),
        ({"type": "sms"}, []),
        ({"started_at[gte]": "2026-03-01T11:40:00Z"}, ["call-3", "call-2"]),
        ({"started_at[lt]": "2026-03-01T11:40:00Z"}, ["call-1"]),
        ({"ended_at[gte]": "2026-03-01T12:41:00+01:00", "ended_at[lt]": "2026-03-01T11:50:00Z"}, ["call-2"]),
    ],
    ids=str,
)
def test_filters_choose_the_records(query: dict[str, str], found: list[str]) -> None:
    assert ids(**query) == found


def test_cursor_continues_and_an_invalid_one_falls_back_to_the_offset() -> None:
    answer = handle_list_records(CALLS, {"limit": "2"}, "items", NOW)
    assert isinstance(answer.content, dict)
    metadata: Any = answer.content["metadata"]
    assert metadata["total"] == 3
    assert ids(limit="2", cursor=metadata["next_cursor"], offset="0") == ["call-1"]
    assert ids(cursor="no cursor", offset="1") == ["call-2", "call-1"]
    assert handle_list_records(CALLS, {"cursor": "x", "offset": "-1"}, "items", NOW) == BAD_REQUEST
    assert handle_list_records(CALLS, {"offset": "10001"}, "items", NOW) == BAD_REQUEST
    assert handle_list_records(CALLS, {"started_at[gte]": "yesterday"}, "items", NOW) == BAD_REQUEST
    assert handle_list_records(CALLS, {"limit": "1001"}, "items", NOW).status == 422


@pytest.mark.parametrize(
    ("key", "status"),
    [("test-key-all", 200), ("test-key-calls-only", 403), ("test-key-users-only", 403), ("test-key-x", 401)],
)
async def test_key_needs_the_scope_for_records(aiohttp_client: AiohttpClient, key: str, status: int) -> None:
    client = await aiohttp_client(create_app())
    answer = await client.get("/api/v4/reporting/cdrs", headers={"Authorization": f"Bearer {key}"})
    assert answer.status == status


@pytest.mark.parametrize(("number", "disposition"), [("14155550100", "answered"), *NOT_ANSWERED.items()])
async def test_number_decides_how_a_call_ends(
    aiohttp_client: AiohttpClient, number: str, disposition: str
) -> None:
    client = await aiohttp_client(create_app(Options(call_duration_ms=0, records_name="cdrs")))
    headers = {"Authorization": "Bearer test-key-all"}
    body = {"user_id": "1234", "phone_number": number if len(number) > 2 else f"170155501{number}"}
    answer = await client.post("/api/v4/voice/calls", json=body, headers=headers)
    call_id = (await answer.json())["call"]["id"]
    [record] = (await (await client.get("/api/v4/reporting/cdrs", headers=headers)).json())["cdrs"]
    assert (record["id"], record["type"], record["data"]["disposition"]) == (call_id, "call", disposition)
