"""A `request_id` is bound to its number: with another number it dials nothing, in every state of its call."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from support.journal_helpers import execute
from voiso_call.calling.dispatcher import RequestDispatcher
from voiso_call.config.paths import AppPaths
from voiso_call.errors import CallError, ErrorCode
from voiso_call.protocol.messages import CallPlaced, PlaceCall, Reply
from voiso_call.sandbox.server import RECORDED_REQUESTS
from voiso_call.store.journal import Journal

Sandbox = Callable[..., Awaitable[tuple[str, web.Application]]]
SetUp = Callable[..., AppPaths]
OTHER = "+14155550199"


def call(number: str = "+14155550100", **more: Any) -> PlaceCall:
    return PlaceCall(type="place_call", request_id="request-1", number=number, trigger="click", **more)


async def reply_or_code(dispatcher: RequestDispatcher, request: PlaceCall) -> Reply | ErrorCode:
    try:
        return await dispatcher.handle(request)
    except CallError as error:
        return error.code


@pytest.mark.parametrize("number", ["+14155550100", "+17015550141", "911", "12345", "text without digits"])
@pytest.mark.parametrize("redact", [False, True])
@pytest.mark.parametrize("clear", [False, True])
async def test_finished_call_is_not_repeated_with_another_number(
    start_sandbox: Sandbox, set_up: SetUp, paths: AppPaths, number: str, redact: bool, clear: bool
) -> None:
    """A placed call, one that Voiso refused, and three that the policy denied."""
    url, app = await start_sandbox()
    set_up(url, history={"redact_numbers": redact})
    dispatcher = RequestDispatcher(paths)
    first = await reply_or_code(dispatcher, call(number))
    if clear:
        await dispatcher.clear_history()
    rows = execute(paths, "SELECT * FROM calls")
    asked = len(app[RECORDED_REQUESTS])
    for other in (OTHER, "12346", "112", "another text"):
        assert await reply_or_code(dispatcher, call(other)) is ErrorCode.INVALID_REQUEST
    assert execute(paths, "SELECT * FROM calls") == rows, "the earlier call is recorded as it was"
    assert len(app[RECORDED_REQUESTS]) == asked
    again = await dispatcher.handle(call(number))
    assert again.type == ("call_placed" if isinstance(first, CallPlaced) else "failure")
    await dispatcher.close()


async def test_other_spelling_of_the_number_is_the_same_request(
    dispatcher: RequestDispatcher, start_sandbox: Sandbox, set_up: SetUp
) -> None:
    url, app = await start_sandbox(delay_ms=50)
    set_up(url)
    spellings = ["+14155550100", "(415) 555-0100", "tel:+1-415-555-0100", "001 415 555 0100"]
    together = await asyncio.gather(*(dispatcher.handle(call(text)) for text in spellings))
    later = [await dispatcher.handle(call(text)) for text in spellings]
    assert len({reply.call_id for reply in (*together, *later) if isinstance(reply, CallPlaced)}) == 1
    assert len(app[RECORDED_REQUESTS]) == 1


async def test_call_in_flight_is_not_joined_with_another_number(
    dispatcher: RequestDispatcher, set_up: SetUp, paths: AppPaths, aiohttp_server: Any
) -> None:
    replies: list[Reply | ErrorCode] = []
    dialled: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        dialled.append((await request.json())["phone_number"])
        other = RequestDispatcher(paths)
        replies.append(await reply_or_code(other, call(OTHER)))
        replies.append(await reply_or_code(dispatcher, call(OTHER)))
        replies.append(await reply_or_code(dispatcher, call("no number")))
        await other.close()
        return web.json_response({"call": {"id": "test-call"}})

    app = web.Application()
    app.router.add_post("/api/v4/voice/calls", answer)
    set_up(str((await aiohttp_server(app)).make_url("")).rstrip("/"))
    assert isinstance(await dispatcher.handle(call()), CallPlaced)
    assert replies == [ErrorCode.INVALID_REQUEST] * 3
    assert dialled == ["14155550100"]


async def test_retry_after_429_does_not_dial_another_number(
    set_up: SetUp, paths: AppPaths, aiohttp_server: Any
) -> None:
    times = [datetime.now(UTC)]
    dialled: list[str] = []

    async def refuse(request: web.Request) -> web.StreamResponse:
        dialled.append((await request.json())["phone_number"])
        return web.json_response({}, status=429, headers={"Retry-After": "5"})

    app = web.Application()
    app.router.add_post("/api/v4/voice/calls", refuse)
    set_up(str((await aiohttp_server(app)).make_url("")).rstrip("/"))
    dispatcher = RequestDispatcher(paths, clock=lambda: times[-1])
    assert await reply_or_code(dispatcher, call()) is ErrorCode.RATE_LIMITED
    times.append(times[0] + timedelta(seconds=6))
    assert await reply_or_code(dispatcher, call(OTHER)) is ErrorCode.INVALID_REQUEST
    assert await reply_or_code(dispatcher, call()) is ErrorCode.RATE_LIMITED
    assert dialled == ["14155550100"] * 2
    await dispatcher.close()


@pytest.mark.parametrize("redact", [False, True])
async def test_number_of_a_request_is_checked_after_its_hash_was_deleted(
    start_sandbox: Sandbox, set_up: SetUp, paths: AppPaths, redact: bool
) -> None:
    """After a day. A redacted number cannot be compared any more: then no request gets the old reply."""
    url, app = await start_sandbox()
    set_up(url, history={"redact_numbers": redact})
    times = [datetime.now(UTC)]
    dispatcher = RequestDispatcher(paths, clock=lambda: times[-1])
    await dispatcher.handle(call())
    times.append(times[0] + timedelta(days=2))
    await dispatcher._services.journal.run(Journal.apply_retention, 90, times[-1])
    assert execute(paths, "SELECT number_hash FROM calls") == [(None,)]
    assert await reply_or_code(dispatcher, call("+14155551100")) is ErrorCode.INVALID_REQUEST
    same = await reply_or_code(dispatcher, call())
    assert same is ErrorCode.INVALID_REQUEST if redact else isinstance(same, CallPlaced)
    assert len(app[RECORDED_REQUESTS]) == 1
    await dispatcher.close()
