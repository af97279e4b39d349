"""The client against a real server: the documented request, and for every answer the code and the outcome."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from voiso_call.errors import UNKNOWN, Code, Failed
from voiso_call.protocol import Source
from voiso_call.sandbox.server import RECEIVED
from voiso_call.voiso import CALLS_PATH, MAX_ANSWER_BYTES, Voiso

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
KEY = SecretStr("test-key-all")


async def refusal(
    url: str, number: str = "14155550100", *, key: str = "test-key-all", user: int = 1234
) -> Failed:
    """Place a call that must fail; give the failure."""
    voiso = Voiso(url, SecretStr(key))
    try:
        with pytest.raises(Failed) as failed:
            await voiso.place_call(user, number)
    finally:
        await voiso.close()
    return failed.value


async def test_the_request_is_the_documented_one_and_the_answer_its_call_id(start_sandbox: Sandbox) -> None:
    url, app = await start_sandbox()
    voiso = Voiso(url, KEY)
    call_id = await voiso.place_call(1234, "14155550100")
    await voiso.place_call(1234, "14155550101", "442079460000", Source(account_id="42", system="sample"))
    await voiso.place_call(1234, "14155550102", source=Source(account_id="42"))
    await voiso.close()

    plain, full, source = app[RECEIVED]
    assert (plain.method, plain.path, plain.call_id) == ("POST", "/api/v4/voice/calls", call_id)
    assert plain.body == {"user_id": 1234, "phone_number": "14155550100"}
    assert full.body == {
        "user_id": 1234,
        "phone_number": "14155550101",
        "caller_id": "442079460000",
        "source": {"account_id": "42", "system": "sample"},
    }
    assert source.body["source"] == {"account_id": "42"}
    assert (plain.headers["accept"], plain.headers["content-type"]) == (
        "application/json",
        "application/json",
    )
    assert plain.headers["authorization"].startswith("Bearer ")


async def test_any_success_with_a_call_id_is_a_success(start_sandbox: Sandbox) -> None:
    url, app = await start_sandbox(created=True)
    voiso = Voiso(url, KEY)
    assert await voiso.place_call(1234, "14155550100") == app[RECEIVED][0].call_id
    await voiso.close()
    assert app[RECEIVED][0].status == 201


@pytest.mark.parametrize(
    ("number", "code", "unknown"),
    [
        ("17015550122", Code.NUMBER_INVALID, False),
        ("17015550123", Code.AGENT_UNAVAILABLE, False),
        ("17015550124", Code.CALLER_ID_REJECTED, False),
        ("17015550125", Code.AGENT_UNAVAILABLE, False),
        ("17015550128", Code.RATE_LIMITED, False),
        ("17015550129", Code.RATE_LIMITED, False),
        ("17015550137", Code.VOISO_FAILED, False),
        ("17015550140", Code.REQUEST_REJECTED, False),
        ("17015550141", Code.KEY_REJECTED, False),
        ("17015550143", Code.PERMISSION_DENIED, False),
        ("17015550144", Code.REQUEST_REJECTED, False),
        ("17015550146", Code.REQUEST_REJECTED, False),
        ("17015550149", Code.REQUEST_REJECTED, False),
        ("17015550150", Code.VOISO_FAILED, True),
        ("17015550152", Code.VOISO_FAILED, True),
        ("17015550153", Code.VOISO_FAILED, True),
        ("17015550160", Code.VOISO_FAILED, True),
        ("17015550161", Code.VOISO_FAILED, True),
        ("17015550163", Code.CALL_OUTCOME_UNKNOWN, True),
        ("17015550164", Code.CALL_OUTCOME_UNKNOWN, True),
    ],
)
async def test_every_answer_has_one_code_and_an_honest_outcome(
    start_sandbox: Sandbox, number: str, code: Code, unknown: bool
) -> None:
    url, app = await start_sandbox()
    problem = await refusal(url, number)
    assert (problem.code, problem.outcome_unknown) == (code, unknown)
    assert len(app[RECEIVED]) == 1, "a POST is sent once, whatever becomes of it"
    assert "test-key-all" not in str(problem) + str(problem.params)


@pytest.mark.parametrize(
    ("key", "user", "code"),
    [
        ("test-key-unknown", 1234, Code.KEY_REJECTED),
        ("test-key-users-only", 1234, Code.PERMISSION_DENIED),
        ("test-key-all", 1235, Code.AGENT_UNAVAILABLE),
        ("test-key-all", 1236, Code.AGENT_UNAVAILABLE),
        ("test-key-all", 1237, Code.PERMISSION_DENIED),
        ("test-key-all", 99, Code.AGENT_UNKNOWN),
    ],
)
async def test_key_and_agent_have_codes_of_their_own(
    start_sandbox: Sandbox, key: str, user: int, code: Code
) -> None:
    url, _ = await start_sandbox()
    assert (await refusal(url, key=key, user=user)).code is code


async def test_a_wait_that_voiso_asks_for_is_passed_on(start_sandbox: Sandbox) -> None:
    url, _ = await start_sandbox(retry_after_s=7)
    assert (await refusal(url, "17015550129")).params == {"retry_after_s": 7}
    assert (await refusal(url, "17015550128")).params == {"retry_after_s": None}


async def test_nothing_was_sent_where_no_connection_was_made() -> None:
    with socket.socket() as taken:  # bound but not listening: refuses
        taken.bind(("127.0.0.1", 0))
        problem = await refusal(f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (problem.code, problem.outcome_unknown) == (Code.VOISO_UNREACHABLE, False)


async def test_a_server_without_tls_is_not_trusted_and_gets_nothing(start_sandbox: Sandbox) -> None:
    url, app = await start_sandbox()
    problem = await refusal(url.replace("http:", "https:"))
    assert (problem.code, problem.outcome_unknown) == (Code.TLS_UNTRUSTED, False)
    assert app[RECEIVED] == []


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def server(aiohttp_server: Any, answer: Answer) -> str:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    return str((await aiohttp_server(app)).make_url("")).rstrip("/")


async def test_a_redirect_is_not_followed(aiohttp_server: Any) -> None:
    seen: list[str] = []

    async def redirect(request: web.Request) -> web.StreamResponse:
        seen.append(request.path)
        return web.Response(status=307, headers={"Location": "/elsewhere"})

    assert (await refusal(await server(aiohttp_server, redirect))).code is Code.VOISO_FAILED
    assert seen == [CALLS_PATH]


async def test_an_answer_is_read_up_to_a_bound(aiohttp_server: Any) -> None:
    written: list[int] = []

    async def flood(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        with suppress(ConnectionError):
            for _ in range(1000):
                await response.write(b" " * MAX_ANSWER_BYTES)
                written.append(MAX_ANSWER_BYTES)
        return response

    problem = await refusal(await server(aiohttp_server, flood))
    assert (problem.code, problem.outcome_unknown) == (Code.VOISO_FAILED, True)
    assert sum(written) < 200 * MAX_ANSWER_BYTES


async def test_an_answer_that_only_drips_is_given_up(
    aiohttp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.LONGEST_ATTEMPT_S", 0.5)

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        with suppress(ConnectionError, TimeoutError):
            for _ in range(200):
                await response.write(b" ")
                await asyncio.sleep(0.05)  # the drip
        return response

    problem = await asyncio.wait_for(refusal(await server(aiohttp_server, drip)), 8)
    assert (problem.code, problem.outcome_unknown) == (Code.CALL_OUTCOME_UNKNOWN, True)


async def test_a_connection_that_rested_is_not_used_for_a_call(
    aiohttp_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.KEEPALIVE_S", 0.05)
    peers: list[Any] = []

    async def note(request: web.Request) -> web.StreamResponse:
        peers.append(request.transport and request.transport.get_extra_info("peername"))
        return web.json_response({"call": {"id": "test-call"}}, headers={"Set-Cookie": "a=b"})

    voiso = Voiso(await server(aiohttp_server, note), KEY)
    await voiso.warm_up()
    await asyncio.sleep(0.2)  # what is tested is that time has passed
    await voiso.place_call(1234, "14155550100")
    await voiso.close()
    assert len(set(peers)) == 2


async def test_no_cookie_is_kept(aiohttp_server: Any) -> None:
    cookies: list[str | None] = []

    async def bake(request: web.Request) -> web.StreamResponse:
        cookies.append(request.headers.get("Cookie"))
        return web.json_response({"call": {"id": "test-call"}}, headers={"Set-Cookie": "session=1; Path=/"})

    voiso = Voiso(await server(aiohttp_server, bake), KEY)
    for _ in range(2):
        await voiso.place_call(1234, "14155550100")
    await voiso.close()
    assert cookies == [None, None]


async def test_voisos_own_words_are_bounded_plain_text(aiohttp_server: Any) -> None:
    async def shout(request: web.Request) -> web.StreamResponse:
        texts = {"phone_number": ["\x1b[31mred\n" + "x" * 1000], "other": ["is missing", 5], "more": "text"}
        return web.Response(
            status=422, text=json.dumps({"errors": texts | {f"field{n}": ["no"] for n in range(50)}})
        )

    problem = await refusal(await server(aiohttp_server, shout))
    messages = problem.params["messages"]
    assert isinstance(messages, list)
    assert len(messages) == 5
    assert all(len(message) <= 200 and message.isprintable() for message in messages)
    assert messages[1:3] == ["other is missing", "more text"]


async def test_warming_up_opens_the_connection_that_the_call_then_uses(aiohttp_server: Any) -> None:
    peers: list[tuple[str, Any, bool]] = []

    async def note(request: web.Request) -> web.StreamResponse:
        peers.append(
            (
                request.method,
                request.transport and request.transport.get_extra_info("peername"),
                "Authorization" in request.headers,
            )
        )
        return web.json_response({"call": {"id": "test-call"}})

    voiso = Voiso(await server(aiohttp_server, note), KEY)
    await voiso.warm_up()
    await voiso.place_call(1234, "14155550100")
    await voiso.close()
    (warm, first_peer, with_key), (call, second_peer, _) = peers
    assert (warm, call, with_key) == ("HEAD", "POST", False)
    assert first_peer == second_peer


async def test_warming_up_tells_when_voiso_cannot_be_reached() -> None:
    voiso = Voiso("http://127.0.0.1:1", KEY)
    with pytest.raises(Failed) as failed:
        await voiso.warm_up()
    await voiso.close()
    assert failed.value.code is Code.VOISO_UNREACHABLE


async def test_an_agent_who_gives_up_waiting_leaves_the_outcome_unknown(
    start_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.ANSWER_TIMEOUT_S", 0.2)
    url, app = await start_sandbox()
    problem = await asyncio.wait_for(refusal(url, "17015550162"), 10)
    assert (problem.code, problem.params["outcome"]) == (Code.CALL_OUTCOME_UNKNOWN, UNKNOWN)
    assert [one.call_id is not None for one in app[RECEIVED]] == [True], "and it did ring"
