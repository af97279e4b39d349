"""The sandbox answers as Voiso's documents say, and records each request once."""

import asyncio
import io
import json
import re
import uuid
from typing import Any

import phonenumbers
import pytest
from aiohttp import ClientPayloadError, ClientTimeout, ServerDisconnectedError
from pytest_aiohttp.plugin import AiohttpClient

from voiso_call.sandbox.scenarios import NOT_ANSWERED, SCENARIOS
from voiso_call.sandbox.server import RECORDED_REQUESTS, Options, create_app

BOUND = ClientTimeout(total=5)
CALLS = "/api/v4/voice/calls"
ALL = {"Authorization": "Bearer test-key-all"}
CALL = {"user_id": "1234", "phone_number": "18885658889"}  # the shortest request in Voiso's document
LONG_CALL = CALL | {"caller_id": "18885658889", "source": {"account_id": "123321", "system": "zoho"}}


def invalid(**errors: str) -> dict[str, Any]:
    return {"errors": {field.replace("__", "."): [error] for field, error in errors.items()}}


# --- start call


@pytest.mark.parametrize("call", [CALL, LONG_CALL, CALL | {"user_id": 1234}, CALL | {"unknown": 1}])
async def test_valid_request_places_a_call(aiohttp_client: AiohttpClient, call: dict[str, Any]) -> None:
    app = create_app()
    answer = await (await aiohttp_client(app)).post(CALLS, json=call, headers=ALL)
    content = await answer.json()
    assert (answer.status, content) == (200, {"call": {"id": content["call"]["id"]}})
    assert str(uuid.UUID(content["call"]["id"], version=4)) == content["call"]["id"]
    assert [(recorded.body, recorded.status, recorded.call_id) for recorded in app[RECORDED_REQUESTS]] == [
        (call, 200, content["call"]["id"])
    ]


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer test-key-unknown", "Basic test-key-all", "bearer test-key-all", "test-key-all"],
)
async def test_request_without_a_valid_key_is_unauthorized(
    aiohttp_client: AiohttpClient, authorization: str
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = await (await aiohttp_client(create_app())).post(CALLS, json=CALL, headers=headers)
    assert (answer.status, await answer.json()) == (401, {"error": "Unauthorized"})


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("test-key-all", 200),
        ("test-key-calls-only", 200),
        ("test-key-users-only", 403),
        ("test-key-no-scopes", 403),
    ],
)
async def test_key_without_the_scope_is_forbidden(
    aiohttp_client: AiohttpClient, key: str, status: int
) -> None:
    client = await aiohttp_client(create_app())
    answer = await client.post(CALLS, json=CALL, headers={"Authorization": f"Bearer {key}"})
    assert answer.status == status
    assert status == 200 or await answer.json() == {"error": "Forbidden"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", CALLS),
        ("PUT", CALLS),
        ("POST", "/api/v4/users"),
        ("GET", "/api/v4/users/1234"),
        ("POST", "/"),
        ("POST", CALLS + "/"),
        ("GET", "/a b"),
    ],
)
async def test_other_paths_and_methods_are_not_found(
    aiohttp_client: AiohttpClient, method: str, path: str
) -> None:
    answer = await (await aiohttp_client(create_app())).request(method, path, json=CALL, headers=ALL)
    assert (answer.status, await answer.json()) == (404, {"error": "Not found"})


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b'"text"', "application/json"),
        (b'{"user_id": NaN}', "application/json"),
        (b"\xff", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a":' * 400 + b"1" + b"}" * 400, "text/plain"),
        (json.dumps(CALL).encode(), "application/x-www-form-urlencoded"),
    ],
    ids=lambda value: repr(value)[:24],
)
async def test_body_that_is_not_a_json_object_is_a_bad_request(
    aiohttp_client: AiohttpClient, content: bytes, content_type: str
) -> None:
    app = create_app(log=(log := io.StringIO()))
    answer = await (await aiohttp_client(app)).post(
        CALLS, data=content, headers=ALL | {"Content-Type": content_type}
    )
    assert (answer.status, await answer.json()) == (400, {"error": "Bad Request"})
    assert [json.loads(line)["status"] for line in log.getvalue().splitlines()] == [400]


@pytest.mark.parametrize(
    ("call", "content"),
    [
        ({}, invalid(user_id="is missing", phone_number="is missing")),
        (CALL | {"user_id": None}, invalid(user_id="is missing")),
        (CALL | {"user_id": "agent"}, invalid(user_id="is not an integer")),
        (CALL | {"user_id": 1234.0}, invalid(user_id="is not an integer")),
        (CALL | {"user_id": True}, invalid(user_id="is not an integer")),
        (CALL | {"user_id": "9" * 5000}, invalid(user_id="is not an integer")),
        (CALL | {"user_id": 1}, invalid(user_id="does not match an existing agent")),
        (CALL | {"phone_number": 18885658889}, invalid(phone_number="must be a string")),
        (CALL | {"phone_number": "+18885658889"}, invalid(phone_number="is not in a supported format")),
        (CALL | {"phone_number": "0018885658889"}, invalid(phone_number="is not in a supported format")),
        (CALL | {"phone_number": "1 888 565 8889"}, invalid(phone_number="is not in a supported format")),
        (CALL | {"phone_number": "112"}, invalid(phone_number="is not in a supported format")),
        (CALL | {"phone_number": "1" * 16}, invalid(phone_number="is not in a supported format")),
        (CALL | {"caller_id": 1}, invalid(caller_id="must be a string")),
        (CALL | {"source": "zoho"}, invalid(source="must be an object")),
        (CALL | {"source": {"account_id": 1}}, invalid(source__account_id="must be a string")),
        (CALL | {"user_id": 1235}, invalid(user="is not signed in to Agent Panel")),
        (CALL | {"user_id": 1236}, invalid(user="is not Available")),
        (CALL | {"user_id": 1238}, invalid(user="has neither an extension nor a sign-in identity")),
    ],
    ids=lambda value: json.dumps(value)[:60],
)
async def test_invalid_fields_are_named(
    aiohttp_client: AiohttpClient, call: dict[str, Any], content: dict[str, Any]
) -> None:
    answer = await (await aiohttp_client(create_app())).post(CALLS, json=call, headers=ALL)
    assert (answer.status, await answer.json()) == (422, content)


async def test_agent_without_click_to_call_is_forbidden(aiohttp_client: AiohttpClient) -> None:
    client = await aiohttp_client(create_app())
    answer = await client.post(CALLS, json=CALL | {"user_id": 1237}, headers=ALL)
    assert (answer.status, await answer.json()) == (403, {"error": "Forbidden"})


async def test_options_change_undocumented_behavior(aiohttp_client: AiohttpClient) -> None:
    client = await aiohttp_client(create_app(Options(success_status=201, accept_plus=True)))
    for number in ("18885658889", "+18885658889"):
        answer = await client.post(CALLS, json=CALL | {"phone_number": number}, headers=ALL)
        assert answer.status == 201


# --- the number dialled

HTML_502, HTML_200 = "<html><body><h1>502 Bad Gateway</h1></body></html>", "<html><body>Welcome</body></html>"
ANSWERS = {
    "22": (422, invalid(phone_number="is not in a supported format")),
    "23": (422, invalid(user="is not Available", phone_number="is not in a supported format")),
    "24": (422, invalid(caller_id="is not allowed")),
    "25": (422, invalid(user="is not Available")),
    "27": (429, {"error": "Too many requests"}),
    "28": (429, {"error": "Too many requests"}),
    "29": (429, {"error": "Too many requests"}),
    "37": (307, ""),
    "40": (400, {"error": "Bad Request"}),
    "41": (401, {"error": "Unauthorized"}),
    "43": (403, {"error": "Forbidden"}),
    "44": (404, {"error": "Not found"}),
    "46": (406, invalid(format="is not supported")),
    "49": (409, invalid(call="conflicts with another call")),
    "50": (500, {"error": "Internal Server Error"}),
    "52": (502, HTML_502),
    "53": (503, ""),
    "60": (200, {"call": {}}),
    "61": (200, HTML_200),
}


def to(ending: str) -> dict[str, Any]:
    return CALL | {"phone_number": f"170155501{ending}"}


@pytest.mark.parametrize(("ending", "status", "content"), [(key, *value) for key, value in ANSWERS.items()])
async def test_special_number_selects_its_answer(
    aiohttp_client: AiohttpClient, ending: str, status: int, content: object
) -> None:
    app = create_app()
    answer = await (await aiohttp_client(app)).post(
        CALLS, json=to(ending), headers=ALL, allow_redirects=False
    )
    received = await (answer.json() if isinstance(content, dict) else answer.text())
    assert (answer.status, received) == (status, content)
    assert answer.content_type == ("application/json" if isinstance(content, dict) else "text/html")
    assert ("Retry-After" in answer.headers) == (ending in ("27", "29"))
    assert [(recorded.status, recorded.call_id) for recorded in app[RECORDED_REQUESTS]] == [(status, None)]


def test_every_scenario_has_a_valid_number_reserved_for_fiction() -> None:
    assert {number[-2:] for number in SCENARIOS} == {*ANSWERS, *NOT_ANSWERED, "62", "63", "64"}
    for number in SCENARIOS:
        assert re.fullmatch(r"\+170155501\d\d", number)
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))


async def test_429_alternates_with_success_and_can_omit_retry_after(aiohttp_client: AiohttpClient) -> None:
    client = await aiohttp_client(create_app(Options(retry_after_s=None)))
    answers = [await client.post(CALLS, json=to("27"), headers=ALL) for _ in range(3)]
    assert [answer.status for answer in answers] == [429, 200, 429]
    assert not any("Retry-After" in answer.headers for answer in answers)


async def test_followed_redirect_is_recorded(aiohttp_client: AiohttpClient) -> None:
    app = create_app()
    await (await aiohttp_client(app)).post(CALLS, json=to("37"), headers=ALL)
    assert [(recorded.path, recorded.status) for recorded in app[RECORDED_REQUESTS]] == [
        (CALLS, 307),
        ("/elsewhere", 404),
    ]


@pytest.mark.parametrize(
    "options", [Options(late_delay_ms=60_000), Options(delay_ms=60_000)], ids=["late", "all"]
)
async def test_late_answer_is_recorded_although_the_client_gave_up(
    aiohttp_client: AiohttpClient, options: Options
) -> None:
    app = create_app(options)
    with pytest.raises(TimeoutError):
        await (await aiohttp_client(app)).post(
            CALLS, json=to("62"), headers=ALL, timeout=ClientTimeout(total=1.0)
        )
    assert [recorded.call_id is not None for recorded in app[RECORDED_REQUESTS]] == [True]


async def test_late_answer_arrives(aiohttp_client: AiohttpClient) -> None:
    app = create_app(Options(late_delay_ms=60))
    started = asyncio.get_running_loop().time()
    answer = await (await aiohttp_client(app)).post(CALLS, json=to("62"), headers=ALL)
    assert await answer.json() == {"call": {"id": app[RECORDED_REQUESTS][0].call_id}}
    assert asyncio.get_running_loop().time() - started >= 0.03  # less than 0.06, because clocks are coarse


async def test_dropped_request_is_recorded_once_without_a_status(aiohttp_client: AiohttpClient) -> None:
    app = create_app()
    with pytest.raises(ServerDisconnectedError):
        await (await aiohttp_client(app)).post(CALLS, json=to("63"), headers=ALL, timeout=BOUND)
    assert [(recorded.status, recorded.call_id) for recorded in app[RECORDED_REQUESTS]] == [(None, None)]


async def test_answer_cut_short_has_its_status_and_half_of_its_body(aiohttp_client: AiohttpClient) -> None:
    app = create_app()
    answer = await (await aiohttp_client(app)).post(CALLS, json=to("64"), headers=ALL, timeout=BOUND)
    with pytest.raises(ClientPayloadError):
        await answer.read()
    assert [(recorded.status, recorded.call_id is not None) for recorded in app[RECORDED_REQUESTS]] == [
        (200, True)
    ]
