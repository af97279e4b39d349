"""The client against the sandbox: the documented request, and code and outcome of every response."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web
from pydantic import SecretStr

from support.bad_servers import failed_call
from voiso_call.errors import OUTCOME_UNKNOWN, CallError, ErrorCode
from voiso_call.protocol.messages import Source
from voiso_call.sandbox.server import RECORDED_REQUESTS
from voiso_call.voiso.client import VoisoClient
from voiso_call.voiso.retry_after import BACKOFF_S

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
KEY = SecretStr("test-key-all")


async def test_place_call_sends_the_documented_request(start_sandbox: Sandbox) -> None:
    url, app = await start_sandbox()
    client = VoisoClient(url, KEY)
    call_id = await client.place_call(1234, "14155550100")
    await client.place_call(1234, "14155550101", "442079460000", Source(account_id="42", system="sample"))
    await client.place_call(1234, "14155550102", source=Source(account_id="42"))
    await client.close()

    plain, full, source = app[RECORDED_REQUESTS]
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


async def test_any_2xx_status_with_a_call_id_is_a_success(start_sandbox: Sandbox) -> None:
    url, app = await start_sandbox(success_status=201)
    client = VoisoClient(url, KEY)
    assert await client.place_call(1234, "14155550100") == app[RECORDED_REQUESTS][0].call_id
    await client.close()
    assert app[RECORDED_REQUESTS][0].status == 201


@pytest.mark.parametrize(
    ("number", "code", "unknown"),
    [
        ("17015550122", ErrorCode.NUMBER_INVALID, False),
        ("17015550123", ErrorCode.AGENT_UNAVAILABLE, False),
        ("17015550124", ErrorCode.CALLER_ID_REJECTED, False),
        ("17015550125", ErrorCode.AGENT_UNAVAILABLE, False),
        ("17015550128", ErrorCode.RATE_LIMITED, False),
        ("17015550129", ErrorCode.RATE_LIMITED, False),
        ("17015550137", ErrorCode.VOISO_FAILED, False),
        ("17015550140", ErrorCode.REQUEST_REJECTED, False),
        ("17015550141", ErrorCode.KEY_REJECTED, False),
        ("17015550143", ErrorCode.PERMISSION_DENIED, False),
        ("17015550144", ErrorCode.REQUEST_REJECTED, False),
        ("17015550146", ErrorCode.REQUEST_REJECTED, False),
        ("17015550149", ErrorCode.REQUEST_REJECTED, False),
        ("17015550150", ErrorCode.VOISO_FAILED, True),
        ("17015550152", ErrorCode.VOISO_FAILED, True),
        ("17015550153", ErrorCode.VOISO_FAILED, True),
        ("17015550160", ErrorCode.VOISO_FAILED, True),
        ("17015550161", ErrorCode.VOISO_FAILED, True),
        ("17015550163", ErrorCode.CALL_OUTCOME_UNKNOWN, True),
        ("17015550164", ErrorCode.CALL_OUTCOME_UNKNOWN, True),
    ],
)
async def test_every_response_has_one_code_and_outcome(
    start_sandbox: Sandbox, number: str, code: ErrorCode, unknown: bool
) -> None:
    url, app = await start_sandbox()
    error = await failed_call(url, number)
    assert (error.code, error.outcome_unknown) == (code, unknown)
    assert len(app[RECORDED_REQUESTS]) == 1, "a POST is sent only once"
    assert "test-key-all" not in str(error) + str(error.params)


@pytest.mark.parametrize(
    ("key", "user", "code"),
    [
        ("test-key-unknown", 1234, ErrorCode.KEY_REJECTED),
        ("test-key-users-only", 1234, ErrorCode.PERMISSION_DENIED),
        ("test-key-all", 1235, ErrorCode.AGENT_UNAVAILABLE),
        ("test-key-all", 1236, ErrorCode.AGENT_UNAVAILABLE),
        ("test-key-all", 1237, ErrorCode.PERMISSION_DENIED),
        ("test-key-all", 99, ErrorCode.AGENT_UNKNOWN),
    ],
)
async def test_key_and_agent_errors_have_their_own_codes(
    start_sandbox: Sandbox, key: str, user: int, code: ErrorCode
) -> None:
    url, _ = await start_sandbox()
    assert (await failed_call(url, key=key, user=user)).code is code


async def test_retry_after_of_voiso_is_passed_on(start_sandbox: Sandbox) -> None:
    url, _ = await start_sandbox(retry_after_s=7)
    assert (await failed_call(url, "17015550129")).params == {"retry_after_s": 7}


async def test_429_without_retry_after_gets_a_backoff(start_sandbox: Sandbox) -> None:
    url, _ = await start_sandbox()
    waits = [(await failed_call(url, "17015550128")).params["retry_after_s"] for _ in range(5)]
    assert all(isinstance(wait, int) and 1 <= wait <= BACKOFF_S for wait in waits)


async def test_refused_connection_is_unreachable() -> None:
    with socket.socket() as taken:  # bound but not listening: refuses connections
        taken.bind(("127.0.0.1", 0))
        error = await failed_call(f"http://127.0.0.1:{taken.getsockname()[1]}")
    assert (error.code, error.outcome_unknown) == (ErrorCode.VOISO_UNREACHABLE, False)


async def test_server_without_tls_gets_no_request(start_sandbox: Sandbox) -> None:
    url, app = await start_sandbox()
    error = await failed_call(url.replace("http:", "https:"))
    assert (error.code, error.outcome_unknown) == (ErrorCode.TLS_UNTRUSTED, False)
    assert app[RECORDED_REQUESTS] == []


async def test_warm_up_reports_an_unreachable_server() -> None:
    client = VoisoClient("http://127.0.0.1:1", KEY)
    with pytest.raises(CallError) as raised:
        await client.warm_up()
    await client.close()
    assert raised.value.code is ErrorCode.VOISO_UNREACHABLE


async def test_response_timeout_leaves_the_outcome_unknown(
    start_sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voiso_call.voiso.client.READ_TIMEOUT_S", 0.2)
    url, app = await start_sandbox()
    error = await asyncio.wait_for(failed_call(url, "17015550162"), 10)
    assert (error.code, error.params["outcome"]) == (ErrorCode.CALL_OUTCOME_UNKNOWN, OUTCOME_UNKNOWN)
    assert [request.call_id is not None for request in app[RECORDED_REQUESTS]] == [True], "it was placed"
