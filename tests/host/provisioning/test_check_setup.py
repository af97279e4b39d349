"""The request `check_setup`: one row for each prerequisite of a call, and never a call."""

from collections.abc import Awaitable, Callable
from typing import get_args

import pytest
from aiohttp import web

from support.bad_servers import server
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.protocol.message_parts import SetupCheckName
from voiso_call.protocol.setup_messages import CheckSetup, SetupChecked
from voiso_call.sandbox.server import RECORDED_REQUESTS

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]
OK, NOT_CHECKED = ("ok", None), ("not_checked", None)


async def check(dispatcher: RequestDispatcher) -> list[tuple[str, str | None]]:
    """Return outcome and code of each row that can be checked; the last three never are."""
    reply = await dispatcher.handle(CheckSetup(type="check_setup"))
    assert isinstance(reply, SetupChecked)
    assert [row.name for row in reply.checks] == list(get_args(SetupCheckName))
    rows: list[tuple[str, str | None]]
    rows = [(row.outcome, row.failure.code.value if row.failure else None) for row in reply.checks]
    assert rows[-3:] == [NOT_CHECKED] * 3
    return rows[:-3]


def failed(code: str) -> tuple[str, str]:
    return ("failed", code)


def unchecked(code: str) -> tuple[str, str]:
    return ("not_checked", code)


@pytest.mark.parametrize(
    ("key", "user_id", "rows"),
    [
        ("test-key-all", 1234, [OK, OK, OK, OK, OK]),
        ("test-key-all", 2120, [OK, OK, OK, OK, OK]),  # on the second page
        ("test-key-users-only", 1234, [OK, OK, OK, OK, OK]),
        ("test-key-all", 77, [OK, OK, OK, OK, failed("agent_unknown")]),
        ("test-key-unknown", 1234, [OK, OK, OK, failed("key_rejected"), NOT_CHECKED]),
        (
            "test-key-calls-only",
            1234,
            [OK, OK, OK, unchecked("permission_denied"), unchecked("permission_denied")],
        ),
    ],
)
async def test_key_and_agent_are_checked_without_a_call(
    start_sandbox: Sandbox,
    dispatcher: RequestDispatcher,
    set_up: SetUp,
    key: str,
    user_id: int,
    rows: list[tuple[str, str | None]],
) -> None:
    url, app = await start_sandbox()
    set_up(url, key=key, user_id=user_id)
    assert await check(dispatcher) == rows
    requests = [request for request in app[RECORDED_REQUESTS] if request.method != "HEAD"]
    assert {(request.method, request.path) for request in requests} == {("GET", "/api/v4/users")}
    assert requests[0].query == {"limit": "1", "offset": "0"}


async def test_what_depends_on_a_failed_check_is_not_checked(
    start_sandbox: Sandbox, dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths
) -> None:
    assert await check(dispatcher) == [failed("not_configured"), *[NOT_CHECKED] * 4]
    set_up("http://127.0.0.1:9")
    unreachable = [OK, OK, failed("voiso_unreachable"), NOT_CHECKED, NOT_CHECKED]
    assert await check(dispatcher) == unreachable
    url, app = await start_sandbox()
    set_up(url)
    paths.key_file.unlink()
    assert await check(dispatcher) == [OK, failed("key_missing"), OK, NOT_CHECKED, NOT_CHECKED]
    assert [request.headers.get("authorization") for request in app[RECORDED_REQUESTS]] == [None]
    set_up(url)
    settings = paths.config_file.read_text("utf-8")
    paths.config_file.write_text(settings.replace("user_id = 1234\n", ""), "utf-8")
    assert await check(dispatcher) == [failed("not_configured"), OK, OK, OK, NOT_CHECKED]
    paths.config_file.write_text("user_id = 1234\n", "utf-8")
    assert await check(dispatcher) == [failed("not_configured"), OK, *[NOT_CHECKED] * 3]
    paths.config_file.write_text(f"{settings}unknown = 1\n", "utf-8")
    assert await check(dispatcher) == [failed("not_configured"), *[NOT_CHECKED] * 4]


@pytest.mark.parametrize(
    ("status", "body", "row"),
    [
        (200, {"users": "no list"}, unchecked("voiso_failed")),
        (200, None, unchecked("voiso_failed")),
        (404, {"error": "Not found"}, unchecked("request_rejected")),
        (429, {"error": "Too many requests"}, unchecked("rate_limited")),
        (500, None, unchecked("voiso_failed")),
        (302, None, unchecked("voiso_failed")),
    ],
)
async def test_answer_that_says_nothing_about_the_key_is_no_verdict_on_it(
    aiohttp_server: object,
    dispatcher: RequestDispatcher,
    set_up: SetUp,
    status: int,
    body: object,
    row: tuple[str, str],
) -> None:
    async def answer(_: web.Request) -> web.Response:
        headers = {"Location": "/elsewhere"} if status == 302 else None
        return (
            web.Response(status=status, headers=headers)
            if body is None
            else web.json_response(body, status=status)
        )

    set_up(await server(aiohttp_server, answer))
    assert await check(dispatcher) == [OK, OK, OK, row, NOT_CHECKED]


async def test_list_that_cannot_be_read_or_never_ends_is_no_verdict_on_the_agent(
    aiohttp_server: object, dispatcher: RequestDispatcher, set_up: SetUp
) -> None:
    answers: list[object] = [[{"identity": 1}], [{"id": 7}] * 100]
    requests = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal requests
        requests += request.method == "GET"
        return web.json_response(answers[0])

    set_up(await server(aiohttp_server, answer))
    assert await check(dispatcher) == [OK, OK, OK, OK, NOT_CHECKED]
    del answers[0]
    requests = 0
    assert await check(dispatcher) == [OK, OK, OK, OK, NOT_CHECKED]
    assert requests == 21
