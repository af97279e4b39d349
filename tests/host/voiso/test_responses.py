"""Interpreting responses: bounded, sanitized, and each with one code; redirects and cookies are ignored."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from support.bad_servers import failed_call, server
from voiso_call.errors import ErrorCode
from voiso_call.protocol.message_parts import Failure
from voiso_call.voiso.client import CALLS_PATH, KEEPALIVE_S, VoisoClient
from voiso_call.voiso.responses import MAX_BODY_BYTES

KEY = SecretStr("test-key-all")


async def test_redirect_is_not_followed(aiohttp_server: Any) -> None:
    requested: list[str] = []

    async def redirect(request: web.Request) -> web.StreamResponse:
        requested.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    assert (await failed_call(await server(aiohttp_server, redirect))).code is ErrorCode.VOISO_FAILED
    assert requested == [CALLS_PATH]


async def test_response_is_read_up_to_a_limit(aiohttp_server: Any) -> None:
    written: list[int] = []

    async def send_endlessly(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        with suppress(ConnectionError):
            for _ in range(1000):
                await response.write(b" " * MAX_BODY_BYTES)
                written.append(MAX_BODY_BYTES)
        return response

    error = await failed_call(await server(aiohttp_server, send_endlessly))
    assert (error.code, error.outcome_unknown) == (ErrorCode.VOISO_FAILED, True)
    assert sum(written) < 200 * MAX_BODY_BYTES


async def test_response_that_arrives_too_slowly_times_out(
    aiohttp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.MAX_ATTEMPT_S", 0.5)

    async def send_slowly(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with suppress(ConnectionError, TimeoutError):
            for _ in range(200):
                await response.write(b" ")
                await asyncio.sleep(0.05)  # slower than the timeout in total, faster between two reads
        return response

    error = await asyncio.wait_for(failed_call(await server(aiohttp_server, send_slowly)), 8)
    assert (error.code, error.outcome_unknown) == (ErrorCode.CALL_OUTCOME_UNKNOWN, True)


async def test_idle_connection_is_not_used_for_a_call(
    aiohttp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.KEEPALIVE_S", 0.05)
    peers: list[Any] = []

    async def record(request: web.Request) -> web.StreamResponse:
        peers.append(request.transport and request.transport.get_extra_info("peername"))
        return web.json_response({"call": {"id": "test-call"}}, headers={"Set-Cookie": "a=b"})

    client = VoisoClient(await server(aiohttp_server, record), KEY)
    await client.warm_up()
    await asyncio.sleep(0.2)  # longer than the keep-alive
    await client.place_call(1234, "14155550100")
    await client.close()
    assert len(set(peers)) == 2


def test_keep_alive_is_shorter_than_that_of_servers() -> None:
    assert KEEPALIVE_S < 5, "Apache and Node.js close after 5 s"


async def test_cookies_are_not_stored(aiohttp_server: Any) -> None:
    cookies: list[str | None] = []

    async def set_cookie(request: web.Request) -> web.StreamResponse:
        cookies.append(request.headers.get("Cookie"))
        return web.json_response({"call": {"id": "test-call"}}, headers={"Set-Cookie": "session=1; Path=/"})

    client = VoisoClient(await server(aiohttp_server, set_cookie), KEY)
    for _ in range(2):
        await client.place_call(1234, "14155550100")
    await client.close()
    assert cookies == [None, None]


async def test_voisos_messages_are_bounded_and_sanitized(aiohttp_server: Any) -> None:
    async def reject(request: web.Request) -> web.StreamResponse:
        texts = {"phone_number": ["\x1b[31mred\n" + "x" * 1000], "other": ["is missing", 5], "more": "text"}
        return web.Response(
            status=422, text=json.dumps({"errors": texts | {f"field{n}": ["no"] for n in range(50)}})
        )

    error = await failed_call(await server(aiohttp_server, reject))
    messages = error.params["messages"]
    assert isinstance(messages, list)
    assert len(messages) == 5
    assert all(len(message) <= 200 and message.isprintable() for message in messages)
    assert messages[1:3] == ["other is missing", "more text"]


ANSWERS: dict[str, tuple[int, str, ErrorCode, list[str], list[str]]] = {
    "an unknown field": (
        422,
        '{"errors": {"colour": ["is missing"]}}',
        ErrorCode.REQUEST_REJECTED,
        ["colour"],
        ["colour is missing"],
    ),
    "several fields, one of which is the agent": (
        422,
        '{"errors": {"colour": ["a"], "phone_number": ["b"], "user": ["c", "d"]}}',
        ErrorCode.AGENT_UNAVAILABLE,
        ["colour", "phone_number", "user"],
        ["colour a", "phone_number b", "user c", "user d"],
    ),
    "a known field after many": (
        422,
        json.dumps({"errors": {f"field{n}": [] for n in range(30)} | {"user_id": ["is missing"]}}),
        ErrorCode.AGENT_UNKNOWN,
        [f"field{n}" for n in range(5)],
        ["user_id is missing"],
    ),
    "errors as a string": (422, '{"errors": "no"}', ErrorCode.REQUEST_REJECTED, [], ["no"]),
    "errors as a list": (422, '{"errors": ["no", 5]}', ErrorCode.REQUEST_REJECTED, [], ["no"]),
    "a list": (422, '["errors"]', ErrorCode.REQUEST_REJECTED, [], []),
    "HTML": (422, "<html>no</html>", ErrorCode.REQUEST_REJECTED, [], []),
    "a conflict": (
        409,
        '{"errors": {"user": ["busy"]}}',
        ErrorCode.REQUEST_REJECTED,
        ["user"],
        ["user busy"],
    ),
    "not acceptable": (
        406,
        '{"errors": {"format": ["x"]}}',
        ErrorCode.REQUEST_REJECTED,
        ["format"],
        ["format x"],
    ),
    "bad": (400, '{"error": "Bad Request"}', ErrorCode.REQUEST_REJECTED, [], ["Bad Request"]),
    "nowhere": (404, '{"error": "Not found"}', ErrorCode.REQUEST_REJECTED, [], ["Not found"]),
    "direction marks and control characters": (
        422,
        json.dumps({"error": "a\u202eb\u2066c\u200fd\u200be\ufeff\u2028\x9b31m"}),
        ErrorCode.REQUEST_REJECTED,
        [],
        ["a b c d e   31m"],
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_rejected_request_has_one_code_and_voisos_messages(aiohttp_server: Any, name: str) -> None:
    status, text, code, fields, messages = ANSWERS[name]

    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text)

    error = await failed_call(await server(aiohttp_server, refuse))
    assert (error.code, error.outcome_unknown) == (code, False)
    assert error.params == {"status": status, "fields": fields, "messages": messages}
    assert ("cluster" in error.detail) is (status == 404)


async def test_key_in_a_response_is_redacted(aiohttp_server: Any) -> None:
    async def echo(request: web.Request) -> web.StreamResponse:
        header = request.headers["Authorization"]
        if (await request.json())["phone_number"] == "14155550100":
            return web.json_response({"call": {"id": KEY.get_secret_value()}})
        return web.json_response({"errors": {header: [header], "user": [header]}}, status=422)

    url = await server(aiohttp_server, echo)
    for number in ("14155550100", "14155550101"):
        error = await failed_call(url, number)
        assert KEY.get_secret_value() not in f"{error} {error.params}"


async def test_lone_surrogate_in_a_response_is_sanitized(aiohttp_server: Any) -> None:
    async def reject(request: web.Request) -> web.StreamResponse:
        return web.Response(status=422, text='{"errors": {"\\ud800": ["\\ud800"]}}')

    error = await failed_call(await server(aiohttp_server, reject))
    assert error.code is ErrorCode.REQUEST_REJECTED
    assert Failure.from_error(error).model_dump_json()


async def test_warm_up_opens_the_connection_of_the_next_call(
    aiohttp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.KEEPALIVE_S", 60)  # a busy machine may take longer
    peers: list[tuple[str, Any, bool]] = []

    async def record(request: web.Request) -> web.StreamResponse:
        peers.append(
            (
                request.method,
                request.transport and request.transport.get_extra_info("peername"),
                "Authorization" in request.headers,
            )
        )
        return web.json_response({"call": {"id": "test-call"}})

    client = VoisoClient(await server(aiohttp_server, record), KEY)
    await client.warm_up()
    await client.place_call(1234, "14155550100")
    await client.close()
    (first_method, first_peer, has_key), (second_method, second_peer, _) = peers
    assert (first_method, second_method, has_key) == ("HEAD", "POST", False)
    assert first_peer == second_peer
